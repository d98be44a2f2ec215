import { Client } from 'basic-ftp';
import { AppError } from '../../errors/app-error.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import { ftpFailure, openFtpConnection, type FtpConnectionOptions } from './ftp-connection.ts';

/** One signed-in connection, in the folder of the job. */
export interface FtpConnection {
  readonly client: Client;
  /** True when it has waited for work before: the server may have hung up meanwhile. */
  readonly warm: boolean;
}

export interface FtpPool {
  /** A connection for the caller alone, kept warm from before or new. @throws AppError */
  take(signal: AbortSignal): Promise<FtpConnection>;
  /** Gives a healthy connection back. */
  giveBack(connection: FtpConnection): void;
  /** Closes one that failed or was stopped. */
  drop(connection: FtpConnection): void;
  close(): void;
}

export interface FtpPoolOptions extends FtpConnectionOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/** Servers hang up idle connections after a few minutes; Clipdesk does so first. Milliseconds. */
const idleTime = 60_000;

/** Fails when the signal fires or the time is over, whatever `run` waits for; `client` is closed then. */
export function guarded<Value>(
  client: Client,
  signal: AbortSignal,
  run: () => Promise<Value>,
  limit?: { readonly clock: Clock; readonly milliseconds: number },
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stoppedError(false));
      return;
    }
    const stop = () => {
      reject(stoppedError(false));
      client.close();
    };
    const cancelLimit = limit?.clock.after(limit.milliseconds, () => {
      reject(ftpFailure(Object.assign(new Error('Timeout (connecting)'), { code: 'ETIMEDOUT' }), 'greeting'));
      client.close();
    });
    signal.addEventListener('abort', stop, { once: true });
    run()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop);
        cancelLimit?.();
      });
  });
}

/**
 * Warm connections of one target: opened when needed, at most `target.connections`, fewer when the server takes fewer.
 */
export function createFtpPool(target: FtpTarget, options: FtpPoolOptions): FtpPool {
  const { clock, log } = options;
  /** Every connection that exists or is being made. */
  const open = new Set<Client>();
  const signedIn = new Set<Client>();
  const idle = new Map<Client, () => void>();
  const waiting: (() => void)[] = [];
  let limit = Math.max(1, target.connections);
  let closed = false;

  function forget(client: Client): void {
    idle.get(client)?.();
    idle.delete(client);
    open.delete(client);
    signedIn.delete(client);
    client.close();
    waiting.shift()?.();
  }

  function takeIdle(): Client | null {
    for (const [client, cancelTimer] of idle) {
      cancelTimer();
      idle.delete(client);
      if (!client.closed) return client;
      forget(client);
    }
    return null;
  }

  function untilFree(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        const place = waiting.indexOf(wake);
        if (place >= 0) waiting.splice(place, 1);
        reject(stoppedError(false));
      };
      waiting.push(wake);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  async function connect(signal: AbortSignal): Promise<Client> {
    const client = new Client(options.timeout);
    open.add(client);
    try {
      await guarded(client, signal, () => openFtpConnection(client, target, options), {
        clock,
        milliseconds: options.timeout * 2,
      });
    } catch (thrown) {
      forget(client);
      throw ftpFailure(thrown, 'greeting');
    }
    signedIn.add(client);
    log.info('FTP connection opened', { encrypted: client.ftp.hasTLS, connections: open.size });
    return client;
  }

  /** A login refused while the same login works elsewhere is a limit of connections under another name. */
  function isLimit(error: unknown): boolean {
    return (
      error instanceof AppError &&
      signedIn.size > 0 &&
      (error.code === 'ftp_busy' || error.code === 'ftp_login')
    );
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
        if (warm !== null) return { client: warm, warm: true };
        if (open.size < limit) {
          try {
            return { client: await connect(signal), warm: false };
          } catch (error) {
            if (!isLimit(error)) throw error;
            limit = Math.max(1, signedIn.size);
            log.warn('The FTP server takes fewer connections than allowed', { connections: limit });
            continue;
          }
        }
        await untilFree(signal);
      }
    },
    giveBack({ client }) {
      if (closed || client.closed || !open.has(client)) {
        forget(client);
        return;
      }
      const cancelTimer = clock.after(idleTime, () => {
        forget(client);
      });
      idle.set(client, cancelTimer);
      waiting.shift()?.();
    },
    drop({ client }) {
      forget(client);
    },
    close() {
      closed = true;
      for (const client of [...open]) forget(client);
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
