import { fetchFaults, saveFaults, type Fault, type RequestFault, type UploadFault } from './faults.ts';
import type { Move, MoveKind, Plan } from './plan.ts';
import { runPlan, runSeeds, type SeedRequest, type SeedResult } from './seed-pool.ts';

const move = (seconds: number, kind: MoveKind, chance = 0.6, other = 0.3): Move => ({
  at: seconds * 1_000,
  kind,
  chance,
  other,
});

/**
 * One whole job in two minutes, from the dropped folder to the closing, its results saved in every way, with a file
 * published, one cancelled, an item of a site rejected and a folder watched beside it, and nothing going wrong.
 */
export const wholeJob: Plan = {
  seed: 2,
  moves: [
    move(1, 'send-job'),
    move(4, 'update', 0.5),
    move(5, 'remark', 0.5, 0.5),
    move(6, 'publish', 0.3, 0.6),
    move(8, 'site-reject', 0.3, 0.8),
    move(15, 'service-goes-on'),
    move(20, 'publish', 0.3, 0.5),
    move(20.3, 'publish-cancel', 0.1, 0.9),
    move(25, 'accept-offer'),
    move(35, 'service-goes-on'),
    move(40, 'service-goes-on'),
    move(50, 'review', 0.1, 0.9),
    move(52, 'review-many', 0.1, 0.8),
    move(54, 'undo'),
    move(60, 'review-many', 0.1, 0.7),
    move(62, 'change-mind', 0.1, 0.6),
    move(66, 'download', 0.1, 0.05),
    move(69, 'download', 0.05, 0.4),
    move(72, 'download', 0.07, 0.7),
    move(75, 'close'),
    move(90, 'service-goes-on'),
    move(95, 'watch', 0.3, 0.1),
    move(100, 'watch-export', 0.1, 0.2),
    move(108, 'watch-export-again', 0.1, 0.1),
    move(116, 'site-edits', 0.1),
  ],
  faults: [],
};

const requestFaults: readonly RequestFault[] = [
  'answer-lost',
  'reset-before',
  'done-then-server-error',
  'session-over',
  'too-many',
];
const uploadFaults: readonly UploadFault[] = ['reset', 'lost-226', 'cut-short', 'damaged', 'ftp-421'];

/**
 * Every single fault of the whole job: each request, each upload, each result that comes, each look at the disk, each
 * change of it and each write of the register fails once, in each of the ways it can.
 * @param counts of a run in which nothing failed
 */
export function* everySingleFault(counts: SeedResult['counts']): Generator<Fault, undefined> {
  for (const [operation, times] of counts.requests)
    for (let nth = 1; nth <= times; nth += 1)
      for (const what of requestFaults) yield { on: 'request', operation, nth, what };
  for (let nth = 1; nth <= counts.uploads; nth += 1)
    for (const what of uploadFaults) yield { on: 'upload', nth, what, share: 0.5 };
  for (let nth = 1; nth <= counts.looks; nth += 1) yield { on: 'disk', nth };
  for (let nth = 1; nth <= counts.fetches; nth += 1)
    for (const what of fetchFaults) yield { on: 'fetch', nth, what, share: 0.5 };
  for (let nth = 1; nth <= counts.saves; nth += 1)
    for (const what of saveFaults) yield { on: 'save', nth, what };
  for (let nth = 1; nth <= counts.writes; nth += 1) {
    for (const when of ['before', 'during', 'after'] as const) yield { on: 'power', nth, when };
    for (const what of ['disk-full', 'disk-error', 'busy'] as const) yield { on: 'register', nth, what };
  }
}

/** One thing went wrong in the whole job, and a promise was broken. */
export interface BrokenBy {
  readonly fault: Fault;
  readonly violations: readonly string[];
}

/**
 * Carries the whole job out once for every single fault.
 * @param one of so many faults is tried, beginning with the one at `offset`; 1: all of them
 */
export async function failEach(
  one: number,
  offset: number,
): Promise<{ readonly tried: number; readonly broken: readonly BrokenBy[] }> {
  const sound = await runPlan(wholeJob);
  if (sound.violations.length > 0) throw new Error(`Without a fault: ${sound.violations.join('; ')}`);
  const faults = [...everySingleFault(sound.counts)].filter((_, index) => index % one === offset % one);
  const requests = faults.map((fault, index): SeedRequest => ({
    seed: index,
    plan: { ...wholeJob, faults: [fault] },
    variant: null,
    twice: false,
    shrinks: false,
  }));
  const broken: BrokenBy[] = [];
  await runSeeds(requests.values(), ({ seed, violations }) => {
    const fault = faults[seed];
    if (fault !== undefined && violations.length > 0) broken.push({ fault, violations });
    return false;
  });
  return { tried: faults.length, broken };
}
