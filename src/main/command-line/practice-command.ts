import type { PracticeAccess, PracticeFurther } from '../ports/application.ts';
import { positiveNumber, wholeNumber, type Flags } from './arguments.ts';

export interface PracticeOptions {
  readonly home: string;
  readonly port: number | null;
  readonly speed: number;
}

/**
 * Runs the practice studio alone until it is interrupted. The first line tells a program how to reach it; the tokens
 * are throw-away ones of this studio and open nothing else.
 */
export async function runPractice(
  flags: Flags,
  home: string,
  start: (options: PracticeOptions) => Promise<PracticeAccess>,
  startFurther: (
    home: string,
    samples: readonly string[],
  ) => Promise<PracticeFurther & { stop(): Promise<void> }>,
  write: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const studio = await start({
    home,
    port: flags.port === undefined ? null : wholeNumber(flags.port, '--port'),
    speed: positiveNumber(flags.speed, 1, 'speed'),
  });
  const further = await startFurther(home, studio.samples);
  const { library: blendvision, site: crafter } = further;
  const { api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint } = studio;
  write(
    `${JSON.stringify({ event: 'practice', api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint, blendvision, crafter })}\n`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  await Promise.all([studio.stop(), further.stop()]);
}
