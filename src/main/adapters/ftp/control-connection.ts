import type { Socket } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import { replyReader, type Reply } from './ftp-reply.ts';
import { createStallWatch, type StallWatch } from './stall-watch.ts';

interface Asked {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly onPreliminary: ((reply: Reply) => void) | undefined;
}

function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * The conversation with one FTP server (RFC 959). Commands may be sent before earlier ones are answered; replies are
 * handed out in the order of the commands. When it ends, for whatever reason, everything still open is rejected.
 */
export class ControlConnection {
  /** Has to be touched by whoever moves the bytes of a transfer, and held while the person's limit makes them wait. */
  readonly watch: StallWatch;
  #socket: Socket;
  #read = replyReader();
  #asked: Asked[] = [];
  #failure: Error | null = null;
  #onClosed: (() => void)[] = [];

  /** @param timeout milliseconds in which an answer is due, or bytes have to move */
  constructor(socket: Socket, clock: Clock, timeout: number) {
    this.#socket = socket;
    this.watch = createStallWatch(clock, timeout, () => {
      this.close(withCode('Nothing moved for too long.', 'ETIMEDOUT'));
    });
    // A router forgets a silent connection during a long transfer unless it hears from it.
    socket.setKeepAlive(true, 30_000);
    socket.setNoDelay(true);
    this.#listen(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  get closed(): boolean {
    return this.#failure !== null;
  }

  /** Why it ended; null while it has not. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Calls back once when it has ended; at once when it has already. */
  onClosed(run: () => void): void {
    if (this.#failure === null) this.#onClosed.push(run);
    else run();
  }

  /** The greeting: a reply nobody asked for. */
  greeting(): Promise<Reply> {
    return this.#expect(undefined);
  }

  /**
   * Sends a line and gives its final reply, also a refusal.
   * @param onPreliminary told of a 1xx reply
   * @throws Error when the connection ends before; its `code` is that of a socket (`ECONNRESET`, `ETIMEDOUT`)
   */
  ask(line: string, onPreliminary?: (reply: Reply) => void): Promise<Reply> {
    if (/[\r\n\0]/.test(line)) return Promise.reject(new Error('A command cannot hold a line break.'));
    const reply = this.#expect(onPreliminary);
    if (this.#failure === null) this.#socket.write(`${line}\r\n`, 'utf8');
    return reply;
  }

  /** What is asked meanwhile leaves in one piece. */
  together(ask: () => void): void {
    const socket = this.#socket;
    socket.cork();
    try {
      ask();
    } finally {
      socket.uncork();
    }
  }

  /** Goes on over `upgrade`'s socket: TLS laid over this one. */
  async upgrade(upgrade: (socket: Socket) => Promise<Socket>): Promise<void> {
    const plain = this.#socket;
    plain.removeAllListeners('data');
    this.watch.start();
    try {
      const secured = await upgrade(plain);
      // What was said in the clear before the handshake is not part of the encrypted conversation.
      this.#read = replyReader();
      this.#socket = secured;
      this.#listen(secured);
    } finally {
      this.watch.stop();
    }
  }

  /** Ends it at once. */
  close(reason: Error = withCode('Closed.', 'ECONNABORTED')): void {
    if (this.#failure !== null) return;
    this.#failure = reason;
    this.watch.end();
    this.#socket.destroy();
    for (const { reject } of this.#asked.splice(0)) reject(reason);
    for (const run of this.#onClosed.splice(0)) run();
  }

  #expect(onPreliminary: ((reply: Reply) => void) | undefined): Promise<Reply> {
    const failure = this.#failure;
    if (failure !== null) return Promise.reject(failure);
    const reply = new Promise<Reply>((resolve, reject) => {
      if (this.#asked.length === 0) this.watch.start();
      this.#asked.push({ resolve, reject, onPreliminary });
    });
    // Commands sent ahead may have nobody waiting when the conversation ends; whoever does wait still hears of it.
    reply.catch(() => undefined);
    return reply;
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const reply of this.#read(chunk)) this.#take(reply);
      } catch (thrown) {
        this.close(thrown instanceof Error ? thrown : new Error('Unreadable.'));
      }
    });
    socket.on('error', (error) => {
      this.close(error);
    });
    socket.on('close', () => {
      this.close(withCode('The server hung up.', 'ECONNRESET'));
    });
    socket.on('end', () => {
      this.close(withCode('The server hung up.', 'ECONNRESET'));
    });
  }

  #take(reply: Reply): void {
    // Only whole replies count as movement: a server that dribbles single letters is stalled.
    this.watch.touch();
    const [next] = this.#asked;
    if (reply.code < 200) {
      next?.onPreliminary?.(reply);
      return;
    }
    this.#asked.shift();
    if (this.#asked.length === 0) this.watch.stop();
    next?.resolve(reply);
    // 421: "service not available, closing control connection", to any command or to none (RFC 959, 4.2.1).
    if (reply.code === 421) this.close(withCode('The server ended the session.', 'ECONNRESET'));
  }
}
