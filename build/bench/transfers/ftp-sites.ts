import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startVsftpd, type RunningVsftpd } from '../../../test/servers/vsftpd.ts';
import { startDelayingRelay, type DelayingRelay } from './delaying-relay.ts';

/** A vsftpd as the contestants see it. */
export interface FtpSite {
  readonly tls: boolean;
  /** Added round trip in milliseconds. */
  readonly roundTrip: number;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly fingerprint: string | null;
  /** Folder on this disk that the login sees as `/incoming`. */
  readonly incoming: string;
  stop(): Promise<void>;
}

/** Another address of this computer, for the longer way. */
const FAR_HOST = '127.0.0.2';
/** Passive ports of a server behind the relay: enough for every closed connection to rest for a minute. */
const PASSIVE_PORTS = 300;

/** Below the range the system gives to outgoing connections. */
function passiveRange(): readonly [number, number] {
  const first = 12_000 + Math.floor(Math.random() * 18_000);
  return [first, first + PASSIVE_PORTS - 1];
}

async function startBehindRelay(
  tls: boolean,
  roundTrip: number,
): Promise<{ readonly server: RunningVsftpd; readonly relay: DelayingRelay }> {
  for (let attempt = 1; ; attempt += 1) {
    const [first, last] = passiveRange();
    const server = await startVsftpd({
      tls,
      extra: [`pasv_min_port=${first}`, `pasv_max_port=${last}`, `pasv_address=${FAR_HOST}`],
    });
    try {
      const passive = Array.from({ length: PASSIVE_PORTS }, (_, index) => first + index);
      const relay = await startDelayingRelay({ host: FAR_HOST, ports: [server.port, ...passive], roundTrip });
      return { server, relay };
    } catch (error) {
      await server.stop();
      // Somebody else uses a port of the range.
      if (attempt >= 5) throw error;
    }
  }
}

export async function startFtpSite(tls: boolean, roundTrip: number): Promise<FtpSite> {
  const { server, relay } =
    roundTrip === 0
      ? { server: await startVsftpd({ tls }), relay: null }
      : await startBehindRelay(tls, roundTrip);
  return {
    tls,
    roundTrip,
    host: relay === null ? '127.0.0.1' : FAR_HOST,
    port: server.port,
    user: server.user,
    password: server.password,
    fingerprint: server.fingerprint,
    incoming: server.incoming,
    async stop() {
      await relay?.stop();
      await server.stop();
    },
  };
}

/** Bytes by name of the files in a folder, sub-folders left out. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({ name, facts: await stat(join(folder, name)) })),
  );
  return new Map(found.filter(({ facts }) => facts.isFile()).map(({ name, facts }) => [name, facts.size]));
}

/** What lies in the folders of jobs below `folder`, for the far API's lists. */
export function jobFolders(folder: string): (job: number) => Promise<ReadonlyMap<string, number>> {
  return (job) => filesIn(join(folder, String(job), 'ORIGINAL'));
}

/** Takes away what an earlier run sent. */
export async function emptied(site: FtpSite): Promise<void> {
  await mkdir(site.incoming, { recursive: true });
  for (const name of await readdir(site.incoming))
    await rm(join(site.incoming, name), { recursive: true, force: true });
}
