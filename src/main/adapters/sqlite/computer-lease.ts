import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';

/** How often a lease is renewed, when it is looked at again before writing, and when nobody holds it any more. Milliseconds. */
const RENEW_EVERY = 15_000;
const SURE_FOR = 30_000;
const STALE_AFTER = 60_000;

/** A process's share in the lease of its computer. */
export interface ComputerLease {
  /** False once another computer has taken the profile over: nothing may be written then. */
  isHeld(): boolean;
  release(): void;
}

export interface LeaseOptions {
  /** The profile folder. The leases are in `in-use` there, one file per process: `COMPUTER~PROCESS.lease`. */
  readonly folder: string;
  readonly computer: string;
  readonly process: number;
  readonly clock: Clock;
}

const leaseName = /^(.+)~(\d+)\.lease$/;

const isAlive = (id: number): boolean => {
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
};

function write(path: string, flags: 'w' | 'r+'): void {
  const handle = openSync(path, flags, 0o600);
  try {
    writeSync(handle, 'in use\n', 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * On a network drive the locks of the operating system hold between the processes of one computer, but not everywhere
 * between computers. So only one computer uses a profile at a time: its processes keep files there fresh, and another
 * computer waits until they are gone or old. Ages are told by the drive's own clock, which stamps all of the files.
 * @throws AppError `profile_in_use` (person), and what the file system throws
 */
export function takeComputerLease({ folder, computer, process: id, clock }: LeaseOptions): ComputerLease {
  const leases = join(folder, 'in-use');
  mkdirSync(leases, { recursive: true, mode: 0o700 });
  const own = join(leases, `${computer.replace(/[^\p{L}\p{N}.-]/gu, '_')}~${String(id)}.lease`);
  write(own, 'w');
  const now = statSync(own).mtimeMs;
  // Own first, then others: of two that come at once at least one sees the other.
  for (const name of readdirSync(leases)) {
    const found = leaseName.exec(name);
    const path = join(leases, name);
    if (found?.[1] === undefined || path === own) continue;
    const isOwnComputer = own.startsWith(join(leases, `${found[1]}~`));
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (made === undefined) continue;
    const isLeft = isOwnComputer ? !isAlive(Number(found[2])) : now - made > STALE_AFTER;
    if (isLeft) rmSync(path, { force: true });
    else if (!isOwnComputer) {
      rmSync(own, { force: true });
      throw new AppError(
        'person',
        'profile_in_use',
        `This profile lies on a network drive and is in use on the computer “${found[1]}”. Close Clipdesk there and start again; when that computer is off already, wait a minute.`,
      );
    }
  }

  let isLost = false;
  let renewedAt = clock.now();
  let cancel: () => void = () => undefined;
  const renew = (): void => {
    try {
      // Whoever took it over has removed it: it is not made again.
      write(own, 'r+');
      renewedAt = clock.now();
    } catch (thrown) {
      isLost ||= thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    }
  };
  const later = (): void => {
    cancel = clock.after(RENEW_EVERY, () => {
      renew();
      if (!isLost) later();
    });
  };
  later();
  return {
    isHeld() {
      // After a night of sleep, or with a clock that was set, nothing is sure before it was looked at.
      if (!isLost && Math.abs(clock.now() - renewedAt) > SURE_FOR) renew();
      return !isLost;
    },
    release() {
      cancel();
      if (!isLost) rmSync(own, { force: true });
    },
  };
}

export function takenOver(): AppError {
  return new AppError(
    'person',
    'profile_taken_over',
    'Another computer has taken this profile over while this one was away. Close Clipdesk here, and start it again when it is closed there.',
  );
}
