import type { PracticeAccess } from '../ports/application.ts';
import { positiveNumber, wholeNumber, type Flags } from './arguments.ts';

export interface PracticeOptions {
  readonly home: string;
  readonly port: number | null;
  readonly speed: number;
}

/** The practice site whose pages wait for approval: its address and its throw-away login. */
export interface PracticeSiteAccess {
  readonly api: string;
  readonly site: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/**
 * Runs the practice studio alone until it is interrupted. The first line tells a program how to reach it; the tokens
 * are throw-away ones of this studio and open nothing else.
 */
export async function runPractice(
  flags: Flags,
  home: string,
  start: (options: PracticeOptions) => Promise<PracticeAccess>,
  startSite: (samples: readonly string[]) => Promise<PracticeSiteAccess>,
  write: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const studio = await start({
    home,
    port: flags.port === undefined ? null : wholeNumber(flags.port, '--port'),
    speed: positiveNumber(flags.speed, 1, 'speed'),
  });
  const site = await startSite(studio.samples);
  const crafter = { api: site.api, site: site.site, user: site.user, password: site.password };
  const { api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint } = studio;
  write(
    `${JSON.stringify({ event: 'practice', api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint, crafter })}\n`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  await Promise.all([studio.stop(), site.stop()]);
}
