import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import {
  startPracticeStudio,
  type PracticeOptions,
  type PracticeStudio,
} from '../../src/main/practice/practice-studio.ts';

export interface RunningPractice {
  readonly studio: PracticeStudio;
  readonly home: string;
  /** Stops the studio and removes its home, unless the home was given. */
  stop(): Promise<void>;
}

/** A practice studio for one test, 200 times faster than normal, on ports and a folder of its own. */
export async function startPractice(options: Partial<PracticeOptions> = {}): Promise<RunningPractice> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'clipdesk-practice-')));
  const studio = await startPracticeStudio({
    speed: 200,
    clock: systemClock,
    random: () => 0.5,
    ...options,
    home,
  });
  return {
    studio,
    home,
    async stop() {
      await studio.stop();
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}
