import { seededRandom } from '../../build/bench/random.ts';
import {
  operations,
  registerFaults,
  requestFaults,
  unheardFaults,
  uploadFaults,
  type Fault,
} from './faults.ts';
import { furtherMoves, furtherPart, type FurtherMove } from './further-plan.ts';
import { choose } from './seeded-choice.ts';

/** One thing the person, the service or the world does. Numbers in [0, 1) choose among what there is at that time. */
const firstMoves = [
  'send-job',
  'update',
  'remark',
  'request-offer',
  'accept-offer',
  'cancel',
  'close',
  'review',
  'review-many',
  'accept-all',
  'reject-all',
  'undo',
  'redo',
  'change-mind',
  'retry',
  'retry-failed',
  'discard',
  'answer-unknown',
  'pause',
  'pause-job',
  'move-job',
  'leave-out',
  'stop-upload',
  'send-after-all',
  'export-again',
  'network-off',
  'session-ends',
  'reject-way',
  'service-redoes',
  'service-reminds',
  'service-goes-on',
  'power-cut',
  'killed',
  'restart',
  'second-instance',
  'second-ends',
  'clock-jump',
] as const;

export const moveKinds = [...firstMoves, ...furtherMoves] as const;

export type FirstMove = (typeof firstMoves)[number];
export type MoveKind = FirstMove | FurtherMove;

export interface Move {
  /** Milliseconds after the beginning. */
  readonly at: number;
  readonly kind: MoveKind;
  readonly chance: number;
  readonly other: number;
}

/** Everything that happens in one simulated run. The same plan gives the same run; leaving a part out keeps the rest. */
export interface Plan {
  readonly seed: number;
  readonly moves: readonly Move[];
  readonly faults: readonly Fault[];
}

/** The requests that are hit more often than the rest. */
const often = [
  'createJob',
  'acceptOffer',
  'acceptOffer',
  'requestOffer',
  'acceptFile',
  'acceptFile',
  'reviewFile',
  'reviewFile',
  'closeJob',
] as const;

/** How often each move happens beside the others. */
const weights: Readonly<Record<FirstMove, number>> = {
  'send-job': 5,
  update: 3,
  remark: 3,
  'request-offer': 2,
  'accept-offer': 9,
  cancel: 1,
  close: 5,
  review: 16,
  'review-many': 6,
  'accept-all': 3,
  'reject-all': 2,
  undo: 3,
  redo: 1,
  'change-mind': 5,
  retry: 5,
  'retry-failed': 2,
  discard: 2,
  'answer-unknown': 3,
  pause: 1,
  'pause-job': 1,
  'move-job': 1,
  'leave-out': 1,
  'stop-upload': 0.5,
  'send-after-all': 1,
  'export-again': 1,
  'network-off': 3,
  'session-ends': 1.5,
  'reject-way': 1,
  'service-redoes': 4,
  'service-reminds': 2,
  'service-goes-on': 12,
  'power-cut': 2,
  killed: 1.5,
  restart: 1.5,
  'second-instance': 1.5,
  'second-ends': 1.5,
  'clock-jump': 1,
};

function weighted(random: () => number): FirstMove {
  const total = firstMoves.reduce((sum, kind) => sum + weights[kind], 0);
  let left = random() * total;
  for (const kind of firstMoves) {
    left -= weights[kind];
    if (left < 0) return kind;
  }
  return 'review';
}

function fault(random: () => number): Fault {
  const nth = 1 + Math.floor(random() ** 2 * 12);
  const share = random();
  const kind = random();
  // What cannot be repeated blindly, and what decides, is hit more often than reading.
  if (kind < 0.66) {
    const operation = random() < 0.6 ? choose(often, random) : choose(operations, random);
    if (operation !== 'createJob' && operation !== 'acceptOffer')
      return { on: 'request', operation, nth, what: choose(requestFaults, random) };
    const what = random() < 0.6 ? choose(unheardFaults, random) : choose(requestFaults, random);
    return { on: 'request', operation, nth: 1 + Math.floor(random() ** 2 * 3), what };
  }
  if (kind < 0.82) return { on: 'upload', nth, what: choose(uploadFaults, random), share };
  if (kind < 0.88)
    return { on: 'register', nth: 1 + Math.floor(share * 400), what: choose(registerFaults, random) };
  if (kind < 0.91) return { on: 'disk', nth };
  return {
    on: 'power',
    nth: 1 + Math.floor(share * 500),
    when: choose(['before', 'during', 'after'] as const, random),
  };
}

/** The plan of a seed. The first moves make sure that there is something to lose. */
export function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  const count = 12 + Math.floor(random() * 40);
  const length = 60_000 * (5 + random() * 40);
  const jobs = 1 + Math.floor(random() * 2);
  const first = Array.from({ length: jobs }, (_, index): Move => ({
    at: 500 + index * 3_000,
    kind: 'send-job',
    chance: random(),
    other: random(),
  }));
  const later = Array.from({ length: count }, (): Move => ({
    at: Math.round(5_000 + random() * length),
    kind: weighted(random),
    chance: random(),
    other: random(),
  }));
  const faults = Array.from({ length: Math.floor(random() * 14) }, () => fault(random));
  const further = furtherPart(random, length);
  return {
    seed,
    moves: [...first, ...later, ...further.moves].sort((one, other) => one.at - other.at),
    faults: [...faults, ...further.faults],
  };
}
