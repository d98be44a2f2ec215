import { AppError } from '../../errors/app-error.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import type { ControlConnection } from './control-connection.ts';
import { createEncryption } from './encryption.ts';
import { parseFtpAddress } from './ftp-address.ts';
import { ftpFailure } from './ftp-failure.ts';
import type { FtpSession, OpenSocket } from './ftp-session.ts';
import { unknownServer } from './server-habits.ts';
import { signIn } from './sign-in.ts';

/** One signed-in connection for the one who took it. */
export interface TakenSession {
  readonly session: FtpSession;
  /** True when it has waited for work before: the server may have hung up meanwhile. */
  readonly warm: boolean;
}

export interface FtpPool {
  /** A connection for the caller alone, kept warm from before or new. @throws AppError */
  take(signal: AbortSignal): Promise<TakenSession>;
  /** Gives a connection back; one that was closed is forgotten. */
  giveBack(session: FtpSession): void;
  close(): void;
}

export interface FtpPoolOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds without any progress before a conversation is given up. */
  readonly timeout: number;
  /** Certificates (PEM) to trust; the system's when absent. */
  readonly authorities: readonly string[] | undefined;
  readonly openSocket: OpenSocket;
  /** Whether missing folders of the address are made. */
  readonly makesFolders: boolean;
}

/** Servers hang up idle connections after a few minutes; Clipdesk does so first. Milliseconds. */
const IDLE_TIME = 60_000;

/** After so many transfers without a refusal, one connection more than the server last took is tried. */
const GROW_AFTER = 25;

/** Fails when the signal fires, whatever `run` waits for; the conversation is closed then. */
export function guarded<Value>(
  session: Pick<FtpSession, 'close'>,
  signal: AbortSignal,
  run: () => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stoppedError(false));
      return;
    }
    const stop = (): void => {
      reject(stoppedError(false));
      session.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    run()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop);
      });
  });
}

/**
 * Warm connections of one target: opened when needed, at most `target.connections`, fewer while the server takes fewer.
 */
export function createFtpPool(target: FtpTarget, options: FtpPoolOptions): FtpPool {
  const { clock, log } = options;
  const most = Math.max(1, target.connections);
  const habits = unknownServer();
  /** Every connection that exists or is being made; what is being made is known by its own sign. */
  const open = new Set<FtpSession | symbol>();
  const idle = new Map<FtpSession, () => void>();
  const waiting: (() => void)[] = [];
  const making = new Set<ControlConnection>();
  let limit = most;
  let sinceRefusal = 0;
  let closed = false;
  const host = (): ReturnType<typeof parseFtpAddress> => parseFtpAddress(target.url);
  let encryption: ReturnType<typeof createEncryption> | null = null;

  const signedIn = (): number => [...open].filter((each) => typeof each !== 'symbol').length;

  function forget(session: FtpSession | symbol): void {
    if (!open.delete(session)) return;
    if (typeof session !== 'symbol') {
      idle.get(session)?.();
      idle.delete(session);
      session.close();
    }
    waiting.shift()?.();
  }

  function takeIdle(): FtpSession | null {
    // The one used last is the least likely to have been hung up on.
    const session = [...idle.keys()].at(-1);
    if (session === undefined) return null;
    idle.get(session)?.();
    idle.delete(session);
    return session;
  }

  function untilFree(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        const place = waiting.indexOf(wake);
        if (place >= 0) waiting.splice(place, 1);
        reject(stoppedError(false));
      };
      waiting.push(wake);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  async function connect(signal: AbortSignal): Promise<FtpSession> {
    const sign = Symbol('connecting');
    open.add(sign);
    let control: ControlConnection | null = null;
    let isOver = false;
    const giveUp = (): void => {
      isOver = true;
      control?.close();
    };
    // Each step has its own limit; a server that dribbles them out has this one for all.
    let isLate = false;
    const cancelLimit = clock.after(options.timeout * 2, () => {
      isLate = true;
      giveUp();
    });
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const address = host();
      encryption ??= createEncryption(address.host, target.fingerprint, options.authorities);
      const session = await signIn({ ...options, address, target, encryption, habits }, (made) => {
        control = made;
        making.add(made);
        if (isOver || closed) made.close();
      });
      open.delete(sign);
      open.add(session);
      session.control.onClosed(() => {
        forget(session);
      });
      session.prepare();
      log.info('FTP connection opened', {
        encrypted: session.encryption !== null,
        connections: open.size,
      });
      return session;
    } catch (thrown) {
      forget(sign);
      if (signal.aborted || closed) throw stoppedError(false);
      throw isLate
        ? ftpFailure(Object.assign(new Error('Timeout (connecting)'), { code: 'ETIMEDOUT' }), 'greeting')
        : ftpFailure(thrown, 'greeting');
    } finally {
      cancelLimit();
      if (control !== null) making.delete(control);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /**
   * Too many, said or meant: cut off while others are there or on their way, or a login refused that works elsewhere at
   * this moment.
   */
  function isLimit(error: unknown): boolean {
    if (!(error instanceof AppError)) return false;
    if (error.code === 'ftp_login') return signedIn() > 0;
    return open.size > 0 && (error.code === 'ftp_busy' || error.code === 'connection_lost');
  }

  return {
    async take(signal) {
      for (;;) {
        if (closed || signal.aborted) {
          // It may have been woken for a connection it does not want any more: the next in line gets it.
          waiting.shift()?.();
          throw stoppedError(false);
        }
        const warm = takeIdle();
        if (warm !== null) return { session: warm, warm: true };
        if (open.size < limit) {
          try {
            return { session: await connect(signal), warm: false };
          } catch (error) {
            if (!isLimit(error)) throw error;
            limit = Math.max(1, open.size);
            sinceRefusal = 0;
            log.warn('The FTP server takes fewer connections than allowed', { connections: limit });
            continue;
          }
        }
        await untilFree(signal);
      }
    },
    giveBack(session) {
      if (limit < most && (sinceRefusal += 1) >= GROW_AFTER) {
        limit += 1;
        sinceRefusal = 0;
        waiting.shift()?.();
      }
      if (closed || session.closed || !open.has(session)) {
        forget(session);
        return;
      }
      idle.set(
        session,
        clock.after(IDLE_TIME, () => {
          forget(session);
        }),
      );
      waiting.shift()?.();
    },
    close() {
      closed = true;
      for (const control of making) control.close();
      for (const session of [...open]) forget(session);
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
