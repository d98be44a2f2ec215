import type { FarApi } from './far-api.ts';
import type { TimedRun } from './timed-process.ts';

/** Where the time of one `job create --wait` went, as the service saw it. Seconds. */
export interface Phases {
  /** Start of the program, every picture looked into, the job made. */
  readonly before: number;
  /** From then on until the list that proves everything was asked for. */
  readonly sending: number;
  /** The proof and the end of the program. */
  readonly after: number;
}

/** @returns null when the run did not come that far */
export function phasesOf(run: TimedRun, api: FarApi): Phases | null {
  const { made, lastListed } = api.moments();
  if (made === null || lastListed === null || run.tooLong) return null;
  return {
    before: (made - run.started) / 1000,
    sending: (lastListed - made) / 1000,
    after: run.seconds - (lastListed - run.started) / 1000,
  };
}

/** In words, beside the best of those who only send. Seconds. */
export function whySlower(phases: Phases | null, best: number): string {
  if (phases === null) return 'Ours was ended before it was through.';
  const { before, sending, after } = phases;
  const extra = before + after;
  const parts = `Of its time ${before.toFixed(2)} s go before the first byte (program start, every picture looked into, the job made), ${sending.toFixed(2)} s into sending and ${after.toFixed(2)} s into proving it and ending`;
  return sending <= best
    ? `${parts}: sending alone is not slower than the best of the others (${best.toFixed(2)} s), who do none of the rest (${extra.toFixed(2)} s).`
    : `${parts}: sending itself takes ${(sending - best).toFixed(2)} s more than the best of the others (${best.toFixed(2)} s): each file is hashed while it goes and written down, through to the disk, before and after.`;
}
