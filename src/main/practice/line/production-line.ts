import { randomUUID, createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Random } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Register } from '../data/register.ts';
import type { Storage } from '../data/storage.ts';
import type { StudioFile, StudioJob, StudioResult } from '../data/studio-data.ts';
import { cutOut } from './cut-out.ts';
import { emptied, PICTURE_SECONDS, stepFrom } from './status-steps.ts';

/** Moves jobs on by themselves and makes their pictures, one at a time. */
export interface ProductionLine {
  /** Takes up every job where it stood. */
  start(): void;
  /** Puts the job into this status and sees to what follows from it. Durable when it returns. */
  move(job: StudioJob, status: string, change?: Partial<StudioJob>): StudioJob;
  /** Sees to a job that was put into the register in another way. */
  attend(jobId: number): void;
  /** Makes the results of a job once more, as when an editor sends better ones: other numbers, the same names. */
  replaceResults(jobId: number): Promise<void>;
  /** The picture being worked on is finished, or its work is thrown away; nothing moves any more. */
  stop(): Promise<void>;
}

export interface ProductionLineOptions {
  readonly register: Register;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  /** How many times faster than the normal pace. */
  readonly speed: number;
  readonly log: Log;
  /** Edits a picture, given its name, once or in several ways; null: cut out as always. */
  readonly edit?: ((name: string) => Promise<Uint8Array | readonly Uint8Array[] | null>) | undefined;
}

/** `IMG_1.jpg` → `IMG_1.png`; when another original already has that, `IMG_1.jpg.png`. */
export function resultName(name: string, taken: ReadonlySet<string>): string {
  const short = `${name.replace(/\.[^.]+$/, '')}.png`;
  return taken.has(short) ? `${name}.png` : short;
}

export function createProductionLine(options: ProductionLineOptions): ProductionLine {
  const { register, storage, clock, random, speed, log } = options;
  const timers = new Map<number, () => void>();
  let stopped = false;
  let working: Promise<void> | null = null;
  let endPause: (() => void) | null = null;

  /** Milliseconds, a little uneven as people are. */
  const pace = (seconds: number): number => (seconds * 1000 * (0.75 + random() * 0.5)) / speed;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(milliseconds, () => {
        endPause = null;
        resolve();
      });
      endPause = () => {
        endPause = null;
        cancel();
        resolve();
      };
    });

  const nextFile = (): { job: StudioJob; file: StudioFile } | null => {
    for (const job of register.jobs()) {
      if (job.status !== 'CJ_WORK_PROGRESS') continue;
      const file = register.files(job.id).find((each) => !each.worked);
      if (file) return { job, file };
      move(job, 'CJ_WORK_DONE', { deliveredAt: clock.now() });
    }
    return null;
  };

  const produce = async (job: StudioJob, file: StudioFile): Promise<void> => {
    const taken = new Set(
      register
        .files(job.id)
        .flatMap((each) => (each.id === file.id ? [] : each.results.map((result) => result.name))),
    );
    const edited =
      (await options.edit?.(file.name)) ??
      (await cutOut(storage.path(job, 'ORIGINAL', file.name), file.timesRejected));
    const arrived: Omit<StudioResult, 'id'>[] = [];
    for (const picture of edited instanceof Uint8Array ? [edited] : edited) {
      if (stopped) return;
      const name = resultName(file.name, taken);
      taken.add(name);
      const arriving = join(storage.incoming, randomUUID());
      await writeFile(arriving, picture, { flush: true });
      await rename(arriving, storage.path(job, 'CLIPPED', name));
      const md5 = createHash('md5').update(picture).digest('hex');
      arrived.push({ name, size: picture.byteLength, md5, jobId: job.id, createdAt: clock.now() });
    }
    register.together(() => {
      const results = arrived.map((result) => ({ ...result, id: register.newImageId() }));
      register.putFile({ ...(register.file(file.id) ?? file), results, worked: true });
    });
  };

  const work = async (): Promise<void> => {
    for (let next = nextFile(); next !== null && !stopped; next = nextFile()) {
      const { job, file } = next;
      await pause(pace(PICTURE_SECONDS));
      if (stopped) return;
      try {
        await produce(job, file);
      } catch (error) {
        log.warn('A picture could not be worked on.', { job: job.id, file: file.id, error: String(error) });
        register.putFile({
          ...(register.file(file.id) ?? file),
          remarkFromProcessor: 'This picture could not be opened. Please send it again as JPEG, PNG or TIFF.',
          worked: true,
        });
      }
    }
  };

  const wake = (): void => {
    if (working !== null || stopped) return;
    working = work()
      .then(() => {
        working = null;
        // A job may have come in between the last look and the end.
        if (!stopped && register.jobs().some((job) => job.status === 'CJ_WORK_PROGRESS')) wake();
      })
      .catch((error: unknown) => {
        working = null;
        log.error('The production line stands still.', { error: String(error) });
      });
  };

  const attend = (jobId: number): void => {
    timers.get(jobId)?.();
    timers.delete(jobId);
    const job = register.job(jobId);
    if (stopped || job === null) return;
    if (job.status === 'CJ_WORK_PROGRESS') wake();
    const step = stepFrom(job.status);
    if (step === null) return;
    const left = Math.max(0, pace(step.seconds) - (clock.now() - job.statusSince));
    timers.set(
      jobId,
      clock.after(left, () => {
        const now = register.job(jobId);
        if (stopped || now?.status !== job.status) return;
        move(now, step.next, step.next === 'CJ_WORK_PROGRESS' ? { productionAt: clock.now() } : {});
      }),
    );
  };

  const move: ProductionLine['move'] = (job, status, change = {}) => {
    const moved = { ...job, ...change, status, statusSince: clock.now() };
    register.putJob(moved);
    log.info('A job moved on.', { job: job.id, status });
    if (emptied.has(status)) {
      storage
        .clear(job)
        .catch((error: unknown) =>
          log.warn('Pictures could not be deleted.', { job: job.id, error: String(error) }),
        );
    }
    attend(job.id);
    return moved;
  };

  return {
    start() {
      for (const job of register.jobs()) attend(job.id);
    },
    move,
    attend,
    async replaceResults(jobId) {
      const job = register.job(jobId);
      if (job === null) return;
      for (const file of register.files(jobId))
        if (file.results.length > 0) await produce(job, { ...file, timesRejected: file.timesRejected + 1 });
    },
    async stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      endPause?.();
      await working;
    },
  };
}
