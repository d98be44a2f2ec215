import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificate.ts';

/** What the server does differently from a plain, well-behaved one. */
export interface FtpQuirks {
  /** Offers AUTH TLS with this certificate; `data` is shown on data connections instead. */
  readonly tls?: { readonly control: TestCertificate; readonly data?: TestCertificate };
  /** Replies to a command (upper case, no argument) with this line instead. */
  readonly replies?: Readonly<Record<string, string>>;
  /** After a file arrived whole: the connection is cut instead of "226". */
  readonly loseConfirmation?: boolean;
  /** Cuts the data and control connections after this many bytes of a file. */
  readonly cutAfter?: number;
  /** The same for one transfer after the other: after the last of these, nothing is cut. Bytes of the transfer. */
  readonly cuts?: number[];
  /** Stops taking bytes after so many, without a word. */
  readonly stallAfter?: number;
  /** Knows REST before STOR and RETR (RFC 3659, 5). */
  readonly restart?: boolean;
  /**
   * What becomes of commands that come during a transfer: kept until it is over (vsftpd), refused one by one (ProFTPD),
   * or all refused with one reply (Pure-FTPd). Else answered at once.
   */
  readonly duringTransfer?: 'wait' | 'refuse' | 'refuse-together';
  /** Keeps only so many bytes of a file but says "226" all the same. */
  readonly keepOnly?: number;
  /** At most so many logins at a time; more get `tooMany`. */
  readonly mostLogins?: number;
  /** The reply to one login too many. */
  readonly tooMany?: string;
  /** The address named by PASV. */
  readonly passiveHost?: string;
  /** Hangs up idle connections when the first STOR of them is done. */
  readonly hangUpWhenIdle?: boolean;
  /** Takes a TLS handshake on a data connection only after "150"; hangs up on an earlier one. */
  readonly hangUpOnEarlyHandshake?: boolean;
}

export interface ScriptedFtp {
  readonly url: string;
  readonly port: number;
  /** Every command line, in order. */
  readonly commands: readonly string[];
  /** By path from `/`. */
  readonly files: Map<string, Buffer>;
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Changes the quirks for what comes. */
  change(quirks: FtpQuirks): void;
  stop(): Promise<void>;
}

/** A small FTP server on loopback whose faults are chosen by the test. User `studio`, password `right`. */
export async function startScriptedFtp(first: FtpQuirks = {}): Promise<ScriptedFtp> {
  let quirks = first;
  let accepted = 0;
  let logins = 0;
  const commands: string[] = [];
  const files = new Map<string, Buffer>();
  const folders = new Set<string>(['/']);
  const sockets = new Set<Socket>();
  const servers = new Set<Server>();

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  function secured(socket: Socket, certificate: TestCertificate): TLSSocket {
    const tls = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({ cert: certificate.certificate, key: certificate.key }),
    });
    keep(tls);
    return tls;
  }

  function converse(raw: Socket): void {
    let socket = raw;
    let folder = '/';
    let user = '';
    let isLoggedIn = false;
    let data: Promise<Socket> | null = null;
    let offset = 0;
    let isBusy = false;
    let isRefused = false;
    const backlog: string[] = [];

    const say = (line: string): void => {
      if (socket.writable) socket.write(`${line}\r\n`);
    };
    const resolve = (name: string): string =>
      name.startsWith('/') ? name : `${folder.replace(/\/$/, '')}/${name}`;

    async function listen(): Promise<number> {
      const passive = createServer();
      servers.add(passive);
      passive.listen(0, '127.0.0.1');
      await once(passive, 'listening');
      data = once(passive, 'connection').then(([connection]: Socket[]) => {
        passive.close();
        servers.delete(passive);
        if (connection === undefined) throw new Error('no connection');
        keep(connection);
        if (quirks.hangUpOnEarlyHandshake === true) {
          connection.once('data', () => connection.destroy());
          return connection;
        }
        return quirks.tls === undefined
          ? connection
          : secured(connection, quirks.tls.data ?? quirks.tls.control);
      });
      return (passive.address() as AddressInfo).port;
    }

    function whenOver(): void {
      isBusy = false;
      for (const line of backlog.splice(0))
        turn = turn === undefined ? obey(line) : turn.then(() => obey(line));
    }

    async function receive(path: string): Promise<void> {
      isBusy = true;
      isRefused = false;
      let connection = quirks.hangUpOnEarlyHandshake === true ? await data : null;
      // A handshake that was sent before the command lies in the socket already: two turns of the loop read it.
      for (let turn = 0; connection !== null && turn < 2; turn += 1)
        await new Promise<void>((resolve) => void setImmediate(resolve));
      say('150 Ok to send data.');
      if (connection === null) connection = await data;
      else if (quirks.tls !== undefined) {
        connection.removeAllListeners('data').pause();
        connection = secured(connection, quirks.tls.data ?? quirks.tls.control);
      }
      if (connection === null) return;
      const chunks: Buffer[] = [(files.get(path) ?? Buffer.alloc(0)).subarray(0, offset)];
      offset = 0;
      let size = 0;
      const cutAfter = quirks.cuts?.shift() ?? quirks.cutAfter;
      connection.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.byteLength;
        if (quirks.stallAfter !== undefined && size >= quirks.stallAfter) connection?.pause();
        if (cutAfter !== undefined && size >= cutAfter) {
          files.set(path, Buffer.concat(chunks));
          connection?.destroy();
          raw.destroy();
        }
      });
      connection.on('end', () => {
        const whole = Buffer.concat(chunks);
        files.set(path, quirks.keepOnly === undefined ? whole : whole.subarray(0, quirks.keepOnly));
        connection?.end();
        if (quirks.loseConfirmation === true) raw.destroy();
        else say('226 Transfer complete.');
        if (quirks.hangUpWhenIdle === true) socket.end('421 Idle.\r\n');
        whenOver();
      });
    }

    async function send(content: string | Buffer): Promise<void> {
      say('150 Here it comes.');
      const connection = await data;
      const cutAfter = quirks.cuts?.shift() ?? quirks.cutAfter;
      if (cutAfter === undefined) {
        connection?.end(content, () => say('226 Done.'));
        return;
      }
      connection?.write(Buffer.from(content).subarray(0, cutAfter), () => {
        connection.end();
        if (quirks.loseConfirmation === true) raw.destroy();
        else say('426 Broken off.');
      });
    }

    const perform: Readonly<Record<string, (argument: string) => void | Promise<void>>> = {
      AUTH: () => {
        if (quirks.tls === undefined) {
          say('500 Unknown command.');
          return;
        }
        say('234 Proceed.');
        raw.removeAllListeners('data');
        socket = secured(raw, quirks.tls.control);
        read(socket);
      },
      USER: (name) => {
        user = name;
        say('331 Password please.');
      },
      PASS: (password) => {
        if (quirks.mostLogins !== undefined && logins >= quirks.mostLogins) {
          say(quirks.tooMany ?? '421 Too many connections.');
          return;
        }
        if (user !== 'studio' || password !== 'right') {
          say('530 Login incorrect.');
          return;
        }
        logins += 1;
        isLoggedIn = true;
        say('230 Welcome.');
      },
      FEAT: () => say('211 No features.'),
      PWD: () => say(`257 "${folder}"`),
      MKD: (name) => {
        folders.add(resolve(name));
        say('257 Made.');
      },
      CWD: (name) => {
        if (!folders.has(resolve(name))) {
          say('550 No such folder.');
          return;
        }
        folder = resolve(name);
        say('250 Ok.');
      },
      EPSV: async () => say(`229 Entering Extended Passive Mode (|||${await listen()}|)`),
      PASV: async () => {
        const port = await listen();
        const host = (quirks.passiveHost ?? '127.0.0.1').replaceAll('.', ',');
        say(`227 Entering Passive Mode (${host},${port >> 8},${port & 255}).`);
      },
      SIZE: (name) => {
        const found = files.get(resolve(name));
        say(found === undefined ? '550 No such file.' : `213 ${found.byteLength}`);
      },
      LIST: () => {
        const lines = [...files].map(
          ([path, bytes]) =>
            `-rw-r--r--    1 1        1        ${bytes.byteLength} Jan 01 00:00 ${path.slice(path.lastIndexOf('/') + 1)}\r\n`,
        );
        return send(lines.join(''));
      },
      MLSD: () =>
        send(
          [...files]
            .map(([path, bytes]) => {
              const name = path.slice(path.lastIndexOf('/') + 1);
              return `type=file;size=${bytes.byteLength};modify=20260102030405; ${name}\r\n`;
            })
            .join(''),
        ),
      REST: (count) => {
        if (quirks.restart !== true) {
          say('502 Not implemented.');
          return;
        }
        offset = Number(count);
        say('350 From there.');
      },
      RETR: (name) => {
        const found = files.get(resolve(name));
        if (found === undefined) {
          say('550 No such file.');
          return undefined;
        }
        const from = offset;
        offset = 0;
        return send(found.subarray(from));
      },
      STOR: (name) => receive(resolve(name)),
      QUIT: () => {
        say('221 Goodbye.');
        socket.end();
      },
    };

    /** Gives a promise where the answer takes a moment and the next command has to wait for it. */
    function obey(line: string): void | Promise<void> {
      const [, word = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      const verb = word.toUpperCase();
      const reply = quirks.replies?.[verb];
      const action = perform[verb];
      if (isBusy && quirks.duringTransfer === 'wait') backlog.push(line);
      else if (isBusy && quirks.duringTransfer === 'refuse') say('450 A transfer is going on.');
      else if (isBusy && quirks.duringTransfer === 'refuse-together') {
        if (!isRefused) say('500 Unknown command');
        isRefused = true;
      } else if (reply !== undefined) say(reply);
      else if (action === undefined) say('200 Ok.');
      else {
        const answered = action(argument);
        return verb === 'EPSV' || verb === 'PASV' ? answered : undefined;
      }
      return undefined;
    }

    let turn: void | Promise<void> = undefined;
    function read(from: Socket): void {
      let rest = '';
      from.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          commands.push(line);
          turn = turn === undefined ? obey(line) : turn.then(() => obey(line));
        }
      });
    }

    raw.on('close', () => {
      if (isLoggedIn) logins -= 1;
    });
    read(raw);
    say('220 Scripted.');
  }

  const server = createServer((socket) => {
    accepted += 1;
    keep(socket);
    converse(socket);
  });
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `ftp://127.0.0.1:${port}/job/ORIGINAL/`,
    port,
    commands,
    files,
    connections: () => accepted,
    change: (next) => {
      quirks = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(
        [...servers].map(
          (each) =>
            new Promise((resolve) => {
              each.close(resolve);
            }),
        ),
      );
    },
  };
}
