import type { Socket } from 'node:net';
import type { ControlConnection } from './control-connection.ts';
import type { Encryption } from './encryption.ts';
import { accepted, RefusedReply, type Reply } from './ftp-reply.ts';
import { askPort, passiveCommand, portOf } from './passive.ts';
import type { ServerHabits } from './server-habits.ts';

/** Opens a connection, straight or through a proxy. */
export type OpenSocket = (target: { readonly host: string; readonly port: number }) => Promise<{
  readonly socket: Socket;
  /** What to ask for to reach the very same machine again: a name may stand for several. */
  readonly host: string;
}>;

/** A data connection on its way: the server waits for it, and nothing was said on it yet. */
interface Awaited {
  readonly socket: Promise<Socket>;
  state: 'opening' | 'open' | 'broken';
}

/**
 * One signed-in conversation, in the folder of the job, in binary mode. It keeps the next data connection open ahead, so
 * that a file costs no round trip for it.
 */
export class FtpSession {
  readonly control: ControlConnection;
  readonly habits: ServerHabits;
  /** Null: in the clear, which the account allowed. */
  readonly encryption: Encryption | null;
  /** Memory for what is on its way, kept from file to file. */
  readonly blocks: (Buffer | undefined)[] = [];
  readonly #openData: (port: number) => Promise<Socket>;
  #tlsSession: Buffer | null;
  #next: Promise<Awaited> | null = null;
  readonly #data = new Set<Socket>();

  constructor(options: {
    readonly control: ControlConnection;
    readonly habits: ServerHabits;
    readonly encryption: Encryption | null;
    /** Of the control connection. */
    readonly tlsSession: Buffer | null;
    readonly openData: (port: number) => Promise<Socket>;
  }) {
    this.control = options.control;
    this.habits = options.habits;
    this.encryption = options.encryption;
    this.#tlsSession = options.tlsSession;
    this.#openData = options.openData;
    this.control.onClosed(() => {
      for (const socket of this.#data) socket.destroy();
    });
  }

  get closed(): boolean {
    return this.control.closed;
  }

  close(reason?: Error): void {
    this.control.close(reason);
  }

  /** A newer ticket of the control connection or of a data connection: servers take the last one given. */
  keepTicket(ticket: Buffer): void {
    this.#tlsSession = ticket;
  }

  /** Asks for the next data connection and opens it, without waiting. */
  prepare(): void {
    this.#next ??= this.#await(askPort(this.control, this.habits));
  }

  /**
   * The same, with the command sent ahead of what is not answered yet. Gives the reply, also a refusal, which the next
   * transfer makes good.
   */
  prepareAhead(): Promise<Reply> {
    this.forgetNext();
    const reply = this.control.ask(passiveCommand(this.habits));
    this.#next = this.#await(reply.then((told) => portOf(accepted(told).text)));
    return reply;
  }

  /** Gives up the connection that was opened ahead: the server will hear of another. */
  forgetNext(): void {
    const next = this.#next;
    this.#next = null;
    next
      ?.then(
        ({ socket }) => socket.then((open) => open.destroy()),
        () => undefined,
      )
      .catch(() => undefined);
  }

  /**
   * The data connection for the next transfer, named by the server but perhaps still being opened: the command of the
   * transfer may go out meanwhile.
   * @throws RefusedReply, Error of a socket
   */
  async nextData(): Promise<{ readonly socket: Promise<Socket> }> {
    const ahead = this.#next;
    this.#next = null;
    if (ahead !== null) {
      const found = await ahead.catch((thrown: unknown) => {
        if (this.closed) throw thrown;
        return null;
      });
      if (found !== null && found.state !== 'broken') return found;
    }
    return this.#await(askPort(this.control, this.habits));
  }

  /**
   * Lays TLS over a data connection where the conversation has it; the session of the control connection is resumed.
   * @throws AppError for a wrong certificate, Error of the socket
   */
  async secureData(socket: Socket): Promise<Socket> {
    if (this.encryption === null) return socket;
    const secured = await this.encryption.secure(socket, this.#tlsSession, (ticket) => {
      this.keepTicket(ticket);
    });
    this.#keep(secured);
    return secured;
  }

  /** Asks something whose refusal is an answer too. */
  async tell(line: string): Promise<Reply> {
    const reply = await this.control.ask(line);
    if (reply.code === 421) throw new RefusedReply(reply);
    return reply;
  }

  #await(asked: Promise<number>): Promise<Awaited> {
    const awaited = this.#opening(asked);
    // Nobody may come for what was opened ahead.
    awaited.catch(() => undefined);
    return awaited;
  }

  async #opening(asked: Promise<number>): Promise<Awaited> {
    const port = await asked;
    const socket = this.#openData(port);
    const awaited: Awaited = { socket, state: 'opening' };
    socket.then(
      (open) => {
        awaited.state = 'open';
        this.#keep(open);
        // A server that tires of waiting hangs up: then the next transfer asks for another.
        open.once('close', () => (awaited.state = 'broken'));
      },
      () => (awaited.state = 'broken'),
    );
    return awaited;
  }

  #keep(socket: Socket): void {
    // Whatever breaks it before its turn is met there; unheard it would end the process.
    socket.on('error', () => undefined);
    if (this.closed) {
      socket.destroy();
      return;
    }
    this.#data.add(socket);
    socket.once('close', () => this.#data.delete(socket));
  }
}
