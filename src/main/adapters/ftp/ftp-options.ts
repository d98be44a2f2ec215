import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { NetworkPaths } from '../../ports/network-path.ts';
import type { Throttle } from '../../ports/throttle.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import { createFtpPool, type FtpPool } from './ftp-pool.ts';
import { openSocket } from './open-socket.ts';

/** What the FTP adapters need from outside. */
export interface FtpOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds without any progress before a conversation is given up; 30,000 when absent. */
  readonly ftpTimeout?: number;
  /** Certificates (PEM) to trust instead of the system's authorities. */
  readonly authorities?: readonly string[];
  /** Asked for every block; absent: nothing limits. */
  readonly throttle?: Throttle;
  /** The way to the server, for both kinds of connection; absent: always direct. */
  readonly paths?: NetworkPaths;
}

/** @param makesFolders whether missing folders of the address are made */
export function poolFor(target: FtpTarget, options: FtpOptions, makesFolders: boolean): FtpPool {
  const timeout = options.ftpTimeout ?? 30_000;
  return createFtpPool(target, {
    clock: options.clock,
    log: options.log,
    timeout,
    authorities: options.authorities,
    openSocket: openSocket(options.paths ?? null, timeout),
    makesFolders,
  });
}
