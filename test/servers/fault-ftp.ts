import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificate.ts';

/** What goes wrong with one transfer. Bytes count from the beginning of the transfer. */
export type TransferFault =
  /** Both connections break after exactly so many bytes; those are kept. */
  | { readonly kind: 'cut'; readonly at: number }
  /** The data connection alone breaks; the server says so and goes on. */
  | { readonly kind: 'broken-off'; readonly at: number }
  /** The file arrives whole, its "226" never does. */
  | { readonly kind: 'confirmation-lost' }
  /** Nobody answers on the data connection. */
  | { readonly kind: 'no-data-connection' }
  /** The disk is full after so many bytes. */
  | { readonly kind: 'disk-full'; readonly at: number }
  /** No byte is taken any more after so many, and nothing is said. */
  | { readonly kind: 'stalled'; readonly at: number };

export interface FtpFaults {
  /** Asked for every STOR; null: all goes well. */
  readonly transfer?: (name: string) => TransferFault | null;
  /** STOR of these names is refused with 550. */
  readonly refusedNames?: readonly string[];
  /** Hangs up with 421 after so many files of one connection. */
  readonly mostFiles?: number;
  /** Added to every answer of SIZE. Bytes. */
  readonly sizeLie?: number;
  /** SIZE and MLST are unknown, and the listing adds so many bytes. */
  readonly listingLie?: number;
  /** Every answer comes byte by byte, so many milliseconds apart. */
  readonly slow?: number;
  /** AUTH TLS is agreed to, and then this happens to the handshake. */
  readonly tls?: { readonly certificate: TestCertificate; readonly refused: boolean };
}

export interface FaultFtp {
  /** `ftp://127.0.0.1:port` */
  readonly origin: string;
  /** By name, whatever the folder: what is on the server's disk. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly commands: readonly string[];
  change(faults: FtpFaults): void;
  stop(): Promise<void>;
}

interface Session {
  readonly raw: Socket;
  socket: Socket;
  offset: number;
  stored: number;
  data: Promise<Socket> | null;
  secured: boolean;
}

/** A small FTP server on loopback that does on demand what no real server will. Any login is good. */
export async function startFaultFtp(first: FtpFaults = {}): Promise<FaultFtp> {
  let faults = first;
  const files = new Map<string, Buffer>();
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const servers = new Set<Server>();

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const secure = (socket: Socket, certificate: TestCertificate): TLSSocket => {
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({ cert: certificate.certificate, key: certificate.key }),
    });
    keep(secured);
    return secured;
  };
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

  async function say(session: Session, line: string): Promise<void> {
    const { socket } = session;
    if (faults.slow === undefined) {
      if (socket.writable) socket.write(`${line}\r\n`);
      return;
    }
    for (const letter of `${line}\r\n`) {
      if (socket.writable) socket.write(letter);
      await pause(faults.slow);
    }
  }

  async function passive(session: Session): Promise<number> {
    const server = createServer();
    servers.add(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    session.data = once(server, 'connection').then(([connection]: Socket[]) => {
      server.close();
      servers.delete(server);
      if (connection === undefined) throw new Error('no connection');
      keep(connection);
      return session.secured && faults.tls !== undefined
        ? secure(connection, faults.tls.certificate)
        : connection;
    });
    return (server.address() as AddressInfo).port;
  }

  /** Takes the bytes of one transfer; @returns what the server says of it, null when it says nothing any more */
  function take(session: Session, connection: Socket, name: string, fault: TransferFault | null) {
    const before = (files.get(name) ?? Buffer.alloc(0)).subarray(0, session.offset);
    session.offset = 0;
    const pieces: Buffer[] = [];
    let size = 0;
    const limit = fault !== null && 'at' in fault ? fault.at : Number.POSITIVE_INFINITY;
    const store = (): void => void files.set(name, Buffer.concat([before, ...pieces]));
    return new Promise<string | null>((resolve) => {
      connection.on('data', (piece: Buffer) => {
        const part = piece.subarray(0, Math.max(0, limit - size));
        pieces.push(part);
        size += part.byteLength;
        if (size < limit || fault === null) return;
        store();
        connection.removeAllListeners('data').removeAllListeners('end');
        if (fault.kind === 'stalled') connection.pause();
        else connection.destroy();
        if (fault.kind === 'cut') session.raw.destroy();
        resolve(
          fault.kind === 'broken-off'
            ? '426 Connection closed; transfer aborted.'
            : fault.kind === 'disk-full'
              ? '552 Exceeded storage allocation.'
              : null,
        );
      });
      connection.on('end', () => {
        store();
        connection.end();
        if (fault?.kind === 'confirmation-lost' || fault?.kind === 'cut') session.raw.destroy();
        resolve(fault?.kind === 'confirmation-lost' ? null : '226 Transfer complete.');
      });
      connection.on('close', () => {
        store();
        resolve('426 Connection closed; transfer aborted.');
      });
    });
  }

  async function receive(session: Session, name: string): Promise<void> {
    if (faults.refusedNames?.includes(name) === true) return say(session, '550 Not this name.');
    const fault = faults.transfer?.(name) ?? null;
    const waiting = session.data;
    session.data = null;
    if (fault?.kind === 'no-data-connection' || waiting === null)
      return say(session, '425 Can not open data connection.');
    await say(session, '150 Go on.');
    const reply = await take(session, await waiting, name, fault);
    if (reply === null) return undefined;
    await say(session, reply);
    session.stored += 1;
    if (faults.mostFiles !== undefined && session.stored >= faults.mostFiles) {
      await say(session, '421 Enough for now.');
      session.socket.end();
    }
    return undefined;
  }

  const sizeOf = (name: string): string | null => {
    const found = files.get(name);
    return found === undefined ? null : String(found.byteLength + (faults.sizeLie ?? 0));
  };

  async function list(session: Session): Promise<void> {
    const waiting = session.data;
    session.data = null;
    await say(session, '150 Here it comes.');
    const lines = [...files].map(
      ([name, bytes]) =>
        `-rw-r--r--    1 1        1        ${bytes.byteLength + (faults.listingLie ?? 0)} Jan 01 00:00 ${name}\r\n`,
    );
    const connection = await waiting;
    connection?.end(lines.join(''));
    return say(session, '226 Done.');
  }

  async function obey(session: Session, verb: string, argument: string): Promise<void> {
    switch (verb) {
      case 'AUTH':
        if (faults.tls === undefined) return say(session, '500 Unknown command.');
        await say(session, '234 Proceed.');
        if (faults.tls.refused) session.raw.destroy();
        else {
          session.raw.removeAllListeners('data');
          session.socket = secure(session.raw, faults.tls.certificate);
          session.secured = true;
          read(session);
        }
        return undefined;
      case 'USER':
        return say(session, '331 Password please.');
      case 'PASS':
        return say(session, '230 Welcome.');
      case 'PWD':
        return say(session, '257 "/"');
      case 'CWD':
        return say(session, '250 Ok.');
      case 'MKD':
        return say(session, '257 Made.');
      case 'FEAT':
        return say(session, '211 No features.');
      case 'EPSV':
        return say(session, `229 Entering Extended Passive Mode (|||${await passive(session)}|)`);
      case 'SIZE': {
        if (faults.listingLie !== undefined) return say(session, '502 Not implemented.');
        const size = sizeOf(nameOf(argument));
        return say(session, size === null ? '550 No such file.' : `213 ${size}`);
      }
      case 'MLST':
      case 'MLSD':
        return say(session, '502 Not implemented.');
      case 'LIST':
        return list(session);
      case 'REST':
        session.offset = Number(argument);
        return say(session, '350 From there.');
      case 'STOR':
        return receive(session, nameOf(argument));
      case 'QUIT':
        await say(session, '221 Goodbye.');
        session.socket.end();
        return undefined;
      default:
        return say(session, '200 Ok.');
    }
  }

  function read(session: Session): void {
    let rest = '';
    let turn: Promise<void> = Promise.resolve();
    session.socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        commands.push(line);
        const [, verb = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
        // One after the other, as most servers do: what comes during a transfer waits for its end.
        turn = turn
          .then(() => obey(session, verb.toUpperCase(), argument))
          .catch(() => void session.raw.destroy());
      }
    });
  }

  const server = createServer((raw) => {
    keep(raw);
    const session: Session = { raw, socket: raw, offset: 0, stored: 0, data: null, secured: false };
    read(session);
    void say(session, '220 Faults.');
  });
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `ftp://127.0.0.1:${port}`,
    files,
    commands,
    change: (next) => {
      faults = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([...servers].map((each) => new Promise((resolve) => void each.close(resolve))));
    },
  };
}
