import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FarApi } from './far-api.ts';
import type { TimedRun } from './timed-process.ts';

/** Where the time of one `job create --wait` went, as the service saw it. Seconds. */
export interface Phases {
  /** Start of the program, the pictures listed and seen to begin and end well, the job made. */
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

/**
 * Seconds of a processor for the MD5 of so many bytes: one thread, because an MD5 cannot be shared out. Reckoned from the
 * quickest of some short tries, which nobody interrupted.
 */
export function hashingTime(bytes: number): number {
  const block = Buffer.alloc(8 * 1024 * 1024);
  const tries = Array.from({ length: 10 }, () => {
    const started = performance.now();
    createHash('md5').update(block).digest();
    return (performance.now() - started) / 1000;
  });
  return Math.min(...tries) * (bytes / block.byteLength);
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** In words, beside those who only send. */
export function whySlower(found: {
  readonly phases: Phases | null;
  /** Wall time of the others, seconds. */
  readonly peers: Readonly<Record<string, number>>;
  /** Of the processors, ours and theirs, seconds. */
  readonly processor: Readonly<Record<string, number>>;
  /** See `hashingTime`. */
  readonly hashing: number;
}): string {
  const { phases, peers, processor, hashing } = found;
  if (phases === null) return 'Ours was ended before it was through.';
  const { before, sending, after } = phases;
  const [name, best] = Object.entries(peers).reduce((least, each) => (each[1] < least[1] ? each : least));
  const parts = `Of its time ${seconds(before)} go before the job is made (program start, the pictures listed, one of them followed to its last code), ${seconds(sending)} into looking into the pictures and sending them, and ${seconds(after)} into proving it and ending`;
  const cost = `It uses ${seconds(processor['clipdesk'] ?? 0)} of this computer's ${String(availableParallelism())} processors, which the server needs too, ${name} ${seconds(processor[name] ?? 0)}; the MD5 of every byte alone takes ${seconds(hashing)} of them`;
  return sending <= best
    ? `${parts}: sending alone is not slower than ${name} (${seconds(best)}), who does none of the rest (${seconds(before + after)}). ${cost}.`
    : `${parts}: sending itself takes ${seconds(sending - best)} more than ${name}: each picture is followed to its last code before it goes, hashed while it goes, and written down, through to the disk, before and after. ${cost}.`;
}
