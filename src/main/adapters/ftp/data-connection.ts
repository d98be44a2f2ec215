import { FTPError, type Client, type FTPContext, type FTPResponse } from 'basic-ftp';
import { Socket, isIPv6 } from 'node:net';
import { TLSSocket, connect as connectTls } from 'node:tls';
import { certificateError } from './certificate.ts';

function portOfExtended(message: string): number | null {
  // RFC 2428: "229 Entering Extended Passive Mode (|||6446|)"
  const found = /\(([!-~])\1\1(\d{1,5})\1\)/.exec(message);
  return found?.[2] === undefined ? null : Number(found[2]);
}

function portOfPassive(message: string): number | null {
  // RFC 959: "227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)"
  const found = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(message);
  return found === null ? null : (Number(found[5]) & 255) * 256 + (Number(found[6]) & 255);
}

/** Asks where to connect: the extended command first, the old one where the server does not know it. */
async function askPort(ftp: FTPContext): Promise<{ readonly port: number; readonly reply: FTPResponse }> {
  let reply: FTPResponse;
  let port: number | null;
  try {
    reply = await ftp.request('EPSV');
    port = portOfExtended(reply.message);
  } catch (error) {
    if (!(error instanceof FTPError) || error.code === 421 || isIPv6(ftp.socket.remoteAddress ?? ''))
      throw error;
    reply = await ftp.request('PASV');
    port = portOfPassive(reply.message);
  }
  if (port === null || port === 0) throw new Error('The passive mode reply has no port.');
  return { port, reply };
}

function openSocket(ftp: FTPContext, host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const onTimeout = () => {
      fail(Object.assign(new Error('Timeout (data connection)'), { code: 'ETIMEDOUT' }));
    };
    socket.setTimeout(ftp.timeout, onTimeout);
    socket.once('error', fail);
    socket.connect({ host, port }, () => {
      socket.removeListener('error', fail);
      socket.removeListener('timeout', onTimeout);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** 125 and 150: the server is ready for the bytes (RFC 959). */
function isReady(reply: FTPResponse | Error): boolean {
  return !(reply instanceof Error) && (reply.code === 150 || reply.code === 125);
}

/**
 * Opens the data connections of basic-ftp's client (`Client.prepareTransfer`, `FTPContext.handle`).
 * It always connects to the host of the control connection and takes only the port from the server: a server behind a
 * router names an address nobody can reach, and a hostile one could name somebody else's. With TLS the session of the
 * control connection is resumed (servers ask for it) and the certificate is checked again before the first byte.
 *
 * The connection is opened before the command, because some servers answer only then, but TLS begins after the
 * server has said that it is ready: until then there is no transfer the encryption could belong to, and some servers
 * (pyftpdlib) hang up on a handshake that comes too early.
 */
export function useDataConnections(client: Client, pin: string | null): void {
  const ftp = client.ftp;
  /** Connected, and in the clear until the server is ready. */
  let waiting: Socket | null = null;
  /** basic-ftp wants the whole data connection before it asks for a listing. */
  let isListing = false;

  const forget = (): void => {
    waiting?.destroy();
    waiting = null;
  };

  /** Lays TLS over a connection; basic-ftp waits for `secureConnect` by itself. */
  const secure = (socket: Socket, control: TLSSocket): TLSSocket => {
    const session = ftp.tlsSessionStore ?? control.getSession();
    const secured = connectTls({ ...ftp.tlsOptions, socket, ...(session === undefined ? {} : { session }) });
    secured.on('session', (next) => {
      ftp.tlsSessionStore = next;
    });
    // First in line for this event: a wrong certificate ends the connection before the upload listens for it.
    secured.once('secureConnect', () => {
      const problem = certificateError(secured, pin);
      if (problem !== null) ftp.closeWithError(problem);
    });
    return secured;
  };

  client.prepareTransfer = async () => {
    forget();
    const control = ftp.socket;
    const host = control.remoteAddress;
    if (host === undefined) throw Object.assign(new Error('Not connected.'), { code: 'ECONNRESET' });
    const { port, reply } = await askPort(ftp);
    const socket = await openSocket(ftp, host, port);
    if (!(control instanceof TLSSocket)) {
      ftp.dataSocket = socket;
    } else if (isListing) {
      ftp.dataSocket = secure(socket, control);
    } else {
      // Whatever breaks it before its turn is met there; unheard it would end the process.
      socket.on('error', () => undefined);
      waiting = socket;
    }
    return reply;
  };

  const list = client.list.bind(client);
  client.list = async (path) => {
    isListing = true;
    try {
      return await list(path);
    } finally {
      isListing = false;
    }
  };

  const handle = ftp.handle.bind(ftp);
  ftp.handle = (command, responseHandler) =>
    handle(command, (reply, task) => {
      const control = ftp.socket;
      if (isReady(reply) && waiting !== null && control instanceof TLSSocket) {
        ftp.dataSocket = secure(waiting, control);
        waiting = null;
      } else if (reply instanceof Error || reply.code >= 400) forget();
      responseHandler(reply, task);
    });
}
