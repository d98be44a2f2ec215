import { isIPv6, type Socket } from 'node:net';
import { accepted, RefusedReply, type Reply } from './ftp-reply.ts';
import type { FtpSession } from './ftp-session.ts';

/** A folder's listing that is longer than this is none. Bytes. */
const LONGEST_LISTING = 64 * 1024 * 1024;

/** A transfer towards this computer, after the server said that it is ready. */
export interface Fetching {
  readonly socket: Socket;
  /** The server's confirmation, due after the last byte. @throws RefusedReply, Error of a socket */
  readonly confirmed: Promise<Reply>;
}

/**
 * Begins a transfer towards this computer: RETR, LIST, MLSD. A data connection nobody gets through to ends the session;
 * `habits` then say whether PASV is worth a try.
 * @throws RefusedReply, AppError (certificate), Error of a socket
 */
export async function beginFetch(session: FtpSession, command: string): Promise<Fetching> {
  const data = await session.nextData();
  const opened = data.socket.catch((thrown: unknown) => {
    // Some routers let only the ports through that they read in a PASV reply. With IPv6 there is no PASV.
    if (!isIPv6(session.control.socket.remoteAddress ?? '')) session.habits.extended = false;
    session.close();
    throw thrown;
  });
  return new Promise((resolve, reject) => {
    let isReady = false;
    opened.catch(reject);
    const confirmed = session.control
      .ask(command, () => {
        if (isReady) return;
        isReady = true;
        opened
          .then((open) => session.secureData(open))
          .then((socket) => resolve({ socket, confirmed }), reject);
      })
      .then(accepted);
    confirmed.then((reply) => {
      if (!isReady) reject(new RefusedReply({ code: 451, text: reply.text }));
    }, reject);
  });
}

/**
 * A listing as text.
 * @throws RefusedReply, AppError (certificate), Error of a socket
 */
export async function readAll(session: FtpSession, command: string): Promise<string> {
  const { socket, confirmed } = await beginFetch(session, command);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of socket as AsyncIterable<Buffer>) {
    session.control.watch.touch();
    pieces.push(piece);
    length += piece.byteLength;
    if (length > LONGEST_LISTING) throw new Error('The listing never ended.');
  }
  await confirmed;
  return Buffer.concat(pieces).toString('utf8');
}
