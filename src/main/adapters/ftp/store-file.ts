import { isIPv6, type Socket } from 'node:net';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Throttle } from '../../ports/throttle.ts';
import type { LocalFile } from '../uploads/local-source.ts';
import { RefusedReply, type Reply } from './ftp-reply.ts';
import type { FtpSession } from './ftp-session.ts';
import { parseSize } from './server-size.ts';

/** Read, sent and hashed at once; big, because each costs the same handful of calls whatever its size. Bytes. */
const BLOCK = 512 * 1024;

/** With a limit on the rate, bytes go in smaller portions, so that it is kept within a second too. Bytes. */
const PORTION = 32 * 1024;

/** How long the server's own word is waited for after a data connection broke. Milliseconds. */
const LAST_WORD = 2_000;

/**
 * How long replies to what was sent ahead are waited for after the transfer was confirmed: they are on their way by then.
 * Pure-FTPd at times throws away without a word what comes while a transfer ends, so that its first file takes this much
 * longer; it is learned once for a server. Milliseconds.
 */
const AHEAD_PATIENCE = 2_000;

/** How far a transfer came; kept up while it runs, read when it broke. */
export interface TransferState {
  /** The server said that it is ready: it may have opened the file. */
  ready: boolean;
  /** The data connection carried something. */
  moved: boolean;
  /** Bytes of the file the network has taken, counted from its beginning. */
  taken: number;
}

export interface StoreRequest {
  readonly name: string;
  /** Where in the file to begin; above 0 the server is asked with REST first (RFC 3659, 5). */
  readonly offset: number;
  readonly state: TransferState;
  readonly signal: AbortSignal;
  /** Told of each block in order. Its memory is kept as it is until the promise resolves; null: it may be used again. */
  readonly onBlock: (block: Buffer) => Promise<void> | null;
  /** Told how far the network has taken the file. */
  readonly onTaken: (taken: number) => void;
}

export interface StoreTools {
  readonly clock: Clock;
  readonly throttle: Throttle | null;
}

function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** One is on its way to the network, one is being hashed, one is being read, and one lets the others be late. */
const PLACES = 4;

/** The smallest block, enough for most previews. Bytes. */
const SMALL_BLOCK = 64 * 1024;

/**
 * Shared memory, so that another thread can hash what this one sends. It grows in doubles: shared memory is given back
 * late, and pictures that are each a little larger than the one before must not need a new one each.
 */
function blockOf(session: FtpSession, place: number, size: number): Buffer {
  const known = session.blocks[place];
  if (known !== undefined && known.byteLength >= Math.min(BLOCK, size)) return known;
  let wanted = SMALL_BLOCK;
  while (wanted < Math.min(BLOCK, size)) wanted *= 2;
  const made = Buffer.from(new SharedArrayBuffer(wanted));
  session.blocks[place] = made;
  return made;
}

/** No memory is needed for what lies there already. */
const NOTHING = Buffer.alloc(0);

/** Puts the file on the network: one block is sent and hashed while the next one is read. */
async function pump(
  session: FtpSession,
  socket: Socket,
  file: LocalFile,
  request: StoreRequest,
  throttle: Throttle | null,
): Promise<void> {
  const { watch } = session.control;
  const { state, signal } = request;
  const inUse: (Promise<void> | null)[] = [];
  const readInto = async (position: number, place: number): Promise<Buffer> => {
    await inUse[place];
    const block = file.whole === undefined ? blockOf(session, place, file.size - position) : NOTHING;
    return file.read(block, position);
  };
  const read = (position: number, place: number): Promise<Buffer> | null => {
    if (position >= file.size) return null;
    const reading = readInto(position, place);
    // Met where it is awaited, or not at all when the network broke first.
    reading.catch(() => undefined);
    return reading;
  };

  const send = async (block: Uint8Array): Promise<void> => {
    let from = 0;
    const flush = async (to: number): Promise<void> => {
      if (to === from) return;
      await write(socket, block.subarray(from, to));
      watch.touch();
      state.moved = true;
      state.taken += to - from;
      from = to;
      request.onTaken(state.taken);
    };
    for (let at = 0; throttle !== null && at < block.byteLength; at += PORTION) {
      const waiting = throttle.pass(Math.min(PORTION, block.byteLength - at), signal);
      if (waiting === null) continue;
      // What was let through goes first. The person's own limit makes the rest wait: the server is not to blame.
      await flush(at);
      watch.stop();
      await waiting;
      watch.start();
    }
    await flush(block.byteLength);
  };

  let place = 0;
  let next = read(request.offset, place);
  let position = request.offset;
  while (next !== null) {
    const block = await next;
    const here = place;
    position += block.byteLength;
    place = (place + 1) % PLACES;
    next = read(position, place);
    const sent = send(block);
    sent.catch(() => undefined);
    inUse[here] = request.onBlock(block);
    await sent;
  }
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.end(() => resolve());
  });
}

/** A promise, or null when it takes longer. */
function within<Value>(clock: Clock, milliseconds: number, promise: Promise<Value>): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => resolve(null));
    promise.then(resolve, reject).finally(cancel);
  });
}

const isConfirmation = ({ code }: Reply): boolean => code === 226 || code === 250;

interface Confirmation {
  readonly final: Reply;
  /** What SIZE said right after; null where it was not asked or not told. */
  readonly size: number | null;
}

/**
 * Waits for the confirmation when SIZE and EPSV were sent ahead of it. In order: 226, 213, 229. A server that refuses
 * commands during a transfer answers those two first, so that a refusal in the first place says nothing by itself: it
 * is known which it was when all three are there.
 * @throws Error `ECONNRESET` when it cannot be known; the session is closed then
 */
async function confirmedAhead(
  session: FtpSession,
  clock: Clock,
  stored: Promise<Reply>,
  size: Promise<Reply>,
  next: Promise<Reply>,
): Promise<Confirmation> {
  // A connection that breaks after the confirmation is met by whoever uses it next.
  for (const promise of [size, next]) promise.catch(() => undefined);
  const final = await stored;
  if (final.code < 300 && final.code !== 213) {
    const said = await within(clock, AHEAD_PATIENCE, size).catch(() => null);
    if (said === null && !session.closed) {
      // It threw away what came during the transfer: nothing on this connection is in step any more.
      session.habits.ahead = false;
      session.close();
    }
    return { final, size: said === null ? null : parseSize(said) };
  }
  session.habits.ahead = false;
  const second = await within(clock, AHEAD_PATIENCE, size);
  if (second !== null && isConfirmation(second)) {
    // Pure-FTPd refuses all that came during the transfer with one reply: whether a third follows, nobody can tell.
    session.close();
    return { final: second, size: null };
  }
  const third = second === null ? null : await within(clock, AHEAD_PATIENCE, next);
  if (third !== null && isConfirmation(third)) {
    session.forgetNext();
    return { final: third, size: null };
  }
  if (second?.code === 213 || (third !== null && third.code < 300)) return { final, size: null };
  session.close();
  throw Object.assign(new Error('Replies out of order.'), { code: 'ECONNRESET' });
}

/**
 * Sends a file with STOR over a data connection that is open already, in most cases: the command goes out together with
 * the first bytes. Where the server takes it, SIZE and the EPSV of the next file go out behind the last byte, so that a
 * small file costs two round trips in all.
 * @returns the size the server says it has now; null when it does not say
 * @throws RefusedReply, AppError (certificate, local file), Error of a socket
 */
export async function storeFile(
  session: FtpSession,
  file: LocalFile,
  request: StoreRequest,
  { clock, throttle }: StoreTools,
): Promise<number | null> {
  const { control, habits } = session;
  const { state } = request;
  const overIPv6 = isIPv6(control.socket.remoteAddress ?? '');
  const data = await session.nextData();
  if (request.offset > 0) {
    const restarted = await session.tell(`REST ${request.offset}`);
    if (restarted.code !== 350) {
      habits.restart = false;
      data.socket.then((open) => open.destroy()).catch(() => undefined);
      throw new RefusedReply(restarted);
    }
  }
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const stored = control.ask(`STOR ${request.name}`, () => {
    state.ready = true;
    becomeReady();
  });
  let isOver = false;
  let socket: Socket | null = null;
  let size: Promise<Reply> | null = null;
  let next: Promise<Reply> | null = null;
  const isAhead = habits.ahead;
  stored.then(
    () => {
      becomeReady();
      // Confirmed or refused before the last byte left: the rest of them is for nobody.
      if (!isOver) socket?.destroy();
    },
    () => becomeReady(),
  );
  try {
    const opened = await data.socket.catch((thrown: unknown) => {
      // Some routers let only the ports through that they read in a PASV reply. With IPv6 there is no PASV.
      if (!overIPv6) habits.extended = false;
      throw thrown;
    });
    socket = opened;
    if (!habits.early) await ready;
    const secured = await session.secureData(opened);
    socket = secured;
    secured.resume();
    await pump(session, secured, file, request, throttle);
    isOver = true;
    if (isAhead)
      control.together(() => {
        size = control.ask(`SIZE ${request.name}`);
        next = session.prepareAhead();
      });
  } catch (thrown) {
    isOver = true;
    socket?.destroy();
    // The server's own word on why, where it has one, is better than a broken pipe.
    const ended = control.failure;
    const word = session.closed ? null : await within(clock, LAST_WORD, stored).catch(() => null);
    if (session.encryption !== null && habits.early && !state.moved && (word?.code ?? 0) < 500)
      habits.early = false;
    // Refused before it began: the conversation is in step, and other files may go on it.
    if (word === null || word.code < 400 || state.ready) session.close();
    if (word !== null && word.code >= 400) throw new RefusedReply(word);
    // The data connection goes with the conversation, whose end says more than a broken pipe; what is not the network's
    // (the local file, a certificate) says most.
    throw thrown instanceof AppError ? thrown : (ended ?? thrown);
  }
  const { final, size: told } =
    size === null || next === null
      ? { final: await stored, size: null }
      : await confirmedAhead(session, clock, stored, size, next);
  socket.destroy();
  if (final.code >= 400) throw new RefusedReply(final);
  if (isAhead && habits.ahead) return told;
  if (session.closed) return told;
  const asked = control.ask(`SIZE ${request.name}`);
  if (!control.closed) session.prepare();
  return parseSize(await asked);
}
