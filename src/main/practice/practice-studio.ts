import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors/app-error.ts';
import type { PracticeAccess } from '../ports/application.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { lockHome } from './data/home-lock.ts';
import { createOriginals } from './data/originals.ts';
import { databasePath, openRegister, readIdentity } from './data/register.ts';
import { openStorage } from './data/storage.ts';
import type { Identity } from './data/studio-data.ts';
import { createFaults, type PracticeFaults } from './faults.ts';
import { startFtpServer } from './ftp/ftp-server.ts';
import { startApiServer } from './http/api-server.ts';
import { certificateFingerprint, newIdentity } from './identity.ts';
import { createProductionLine } from './line/production-line.ts';
import { samplePhotographs } from './samples.ts';
import type { StudioParts } from './studio-parts.ts';

export interface PracticeOptions {
  /** Where everything is kept; made when missing. One studio at a time runs on a home. */
  readonly home: string;
  /** HTTP port; without it the one used before, if it is free, else any. */
  readonly port?: number;
  readonly ftpPort?: number;
  /** How many times faster than the normal pace; 1 is a few seconds per step. */
  readonly speed: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
  /** Edits a picture, given its name, in place of the production line; several results, or null to leave it to the line. For tests. */
  readonly edit?: (name: string) => Promise<Uint8Array | readonly Uint8Array[] | null>;
}

/** Where a studio is reached and with what; plain data. */
export type PracticeAddress = Omit<PracticeAccess, 'stop'>;

export interface PracticeStudio extends PracticeAccess {
  readonly faults: PracticeFaults;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function isTaken(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
  );
}

/** Listens on the wanted port, or on the one used before while that is free. @throws AppError when the wanted one is taken */
async function listenOn<Server>(
  wanted: number | undefined,
  before: number | null,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  try {
    return await start(wanted ?? before ?? 0);
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (wanted === undefined) return start(0);
    throw new AppError(
      'person',
      'practice_port',
      `Another program uses port ${wanted} already. Start the practice studio with another port.`,
      { cause: error, field: 'port' },
    );
  }
}

function addressOf(identity: Identity, port: number, ftpPort: number): PracticeAddress {
  return {
    api: `http://127.0.0.1:${port}`,
    clientToken: identity.clientToken,
    sessionToken: identity.sessionToken,
    ftp: `ftp://127.0.0.1:${ftpPort}`,
    ftpUser: identity.ftpUser,
    ftpPassword: identity.ftpPassword,
    ftpFingerprint: certificateFingerprint(identity.certificate),
    samples: samplePhotographs(),
  };
}

/** Where the studio of a home was reached last; null when none ever ran there. */
export function lastPracticeAddress(home: string): PracticeAddress | null {
  const database = new DatabaseSync(databasePath(home));
  try {
    const identity = readIdentity(database);
    if (identity?.port == null || identity.ftpPort === null) return null;
    return addressOf(identity, identity.port, identity.ftpPort);
  } finally {
    database.close();
  }
}

/**
 * Starts the practice studio: a complete local stand-in for Bright River on loopback, over real HTTP and FTP. It goes on
 * where it stood when it, or its process, ended.
 * @throws AppError `practice_running` when another process runs it on this home, `practice_port` when a wanted port is taken
 */
export async function startPracticeStudio(options: PracticeOptions): Promise<PracticeStudio> {
  const { home, clock, random } = options;
  const log = options.log ?? silent;
  await mkdir(home, { recursive: true });
  const lock = lockHome(home);
  if (lock === null) {
    throw new AppError(
      'conflict',
      'practice_running',
      'The practice studio of this profile is already open in another Clipdesk.',
    );
  }
  /** What has to be ended again, last first. */
  const endings: (() => void | Promise<void>)[] = [() => lock.release()];
  const endAll = async (): Promise<void> => {
    for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
  };
  try {
    const register = await openRegister(home, () => newIdentity(Date.now()));
    endings.push(() => register.close());
    const storage = await openStorage(home);
    for (const job of register.jobs()) if (job.status === 'CJ_NEW') await storage.makeFolders(job);
    const line = createProductionLine({
      register,
      storage,
      clock,
      random,
      speed: options.speed,
      log,
      edit: options.edit,
    });
    endings.push(() => line.stop());

    let port = 0;
    let ftpPort = 0;
    let dropConnections: () => void = () => undefined;
    const { faults, plan } = createFaults({
      expireSession() {
        const sessionToken = randomUUID();
        register.putIdentity({ sessionToken });
        return sessionToken;
      },
      dropConnections: () => dropConnections(),
      replaceResults: (job) => line.replaceResults(job),
    });
    const parts: StudioParts = {
      register,
      storage,
      originals: createOriginals(register, storage, clock),
      line,
      plan,
      clock,
      log,
      api: () => `http://127.0.0.1:${port}`,
      ftp: () => `ftp://127.0.0.1:${ftpPort}`,
    };
    const ftp = await listenOn(options.ftpPort, register.identity().ftpPort, (at) =>
      startFtpServer(parts, at),
    );
    endings.push(() => ftp.stop());
    ftpPort = ftp.port;
    const api = await listenOn(options.port, register.identity().port, (at) => startApiServer(parts, at));
    endings.push(() => api.stop());
    port = api.port;
    register.putIdentity({ port, ftpPort });
    dropConnections = () => {
      api.dropConnections();
      ftp.dropConnections();
    };
    line.start();
    log.info('The practice studio is open.', { port, ftpPort });

    const address = addressOf(register.identity(), port, ftpPort);
    let stopping: Promise<void> | null = null;
    return {
      ...address,
      get sessionToken() {
        return stopping === null ? register.identity().sessionToken : address.sessionToken;
      },
      faults,
      stop: () => (stopping ??= endAll()),
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}
