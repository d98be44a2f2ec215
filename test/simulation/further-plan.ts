import { fetchFaults, requestFaults, saveFaults, type Fault } from './faults.ts';
import type { Move } from './plan.ts';
import { choose } from './seeded-choice.ts';

/** What happens beside a job's own way: by the world it belongs to. */
const areas = {
  /** Results come to the disk. */
  saving: {
    download: 7,
    'download-again': 3,
    'own-file': 2,
    'service-retouches': 3,
    bandwidth: 1,
  },
  /** A folder is watched, and pictures are exported into it. */
  watching: {
    watch: 3,
    'watch-export': 6,
    'watch-export-again': 4,
    'watch-copy': 2,
    'watch-ends': 0.5,
    'drive-away': 2,
  },
  /** Files are published into a library. */
  library: {
    publish: 6,
    'publish-cancel': 4,
    'publish-resume': 4,
    'library-forgets': 1,
    bandwidth: 1,
  },
  /** Items of a site wait for approval, and are rejected. */
  site: {
    'site-reject': 7,
    'site-confirm': 3,
    'site-drop': 1.5,
    'site-edits': 4,
    'site-submits': 2,
    'site-approves': 1,
  },
} as const;

type Area = keyof typeof areas;
export type FurtherMove = { [Name in Area]: keyof (typeof areas)[Name] }[Area];

export const furtherMoves = [
  ...new Set(Object.values(areas).flatMap((moves) => Object.keys(moves) as FurtherMove[])),
];

/** The requests of each area, as the fault book counts them. */
export const furtherOperations: Readonly<Record<Area, readonly string[]>> = {
  saving: ['picture', 'archive'],
  watching: [],
  // What ends an upload is hit more often than the rest.
  library: [
    'libraryBegin',
    'libraryPart',
    'libraryComplete',
    'libraryComplete',
    'libraryCancel',
    'libraryList',
  ],
  site: ['studioLogin', 'studioWaiting', 'studioReject'],
};

const areaOf: ReadonlyMap<FurtherMove, readonly Area[]> = new Map(
  furtherMoves.map((kind) => [kind, (Object.keys(areas) as Area[]).filter((area) => kind in areas[area])]),
);

/** Whether somebody has to have an account of that kind for what happens in a plan. */
export function needs(moves: readonly Move[], area: 'library' | 'site'): boolean {
  return moves.some(({ kind }) => areaOf.get(kind as FurtherMove)?.includes(area) === true);
}

function weighted(area: Area, random: () => number): FurtherMove {
  const weights = Object.entries(areas[area]) as [FurtherMove, number][];
  let left = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left < 0) return kind;
  }
  return weights[0]?.[0] ?? 'download';
}

function faultOf(area: Area, random: () => number): Fault {
  const nth = 1 + Math.floor(random() ** 2 * 9);
  const share = random();
  const kind = random();
  const asked = furtherOperations[area];
  if (area === 'saving' && kind < 0.35) return { on: 'fetch', nth, what: choose(fetchFaults, random), share };
  if (area === 'saving' && kind < 0.75)
    return { on: 'save', nth: 1 + Math.floor(share * 40), what: choose(saveFaults, random) };
  if (asked.length > 0 && kind < 0.9) {
    const operation = choose(asked, random);
    const early = operation === 'libraryComplete' ? Math.ceil(nth / 3) : nth;
    return { on: 'request', operation, nth: early, what: choose(requestFaults, random) };
  }
  if (area === 'watching' && kind < 0.4) return { on: 'disk', nth: nth * 3 };
  return {
    on: 'power',
    nth: 1 + Math.floor(share * 500),
    when: choose(['before', 'during', 'after'] as const, random),
  };
}

/** Early ones, late in their way: only what came in large part can be gone on with, and is another file by then. */
function touchedUp(random: () => number): readonly Fault[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, (): Fault => {
    const nth = 1 + Math.floor(random() * 6);
    return { on: 'fetch', nth, what: 'touched-up', share: 0.6 + random() * 0.4 };
  });
}

/** How likely each area is part of a run, and when its moves begin, as a share of the run. */
const chances: Readonly<Record<Area, { readonly part: number; readonly from: number }>> = {
  saving: { part: 0.6, from: 0.3 },
  watching: { part: 0.3, from: 0 },
  library: { part: 0.4, from: 0 },
  site: { part: 0.3, from: 0 },
};

/** Without an accepted offer there is nothing to save. @param end milliseconds, by when it is wanted */
function towardsResults(random: () => number, end: number): readonly Move[] {
  return (['request-offer', 'accept-offer', 'accept-offer'] as const).map((kind, index): Move => ({
    at: Math.round(5_000 + ((index + random()) / 4) * end),
    kind,
    chance: random(),
    other: random(),
  }));
}

/** What of the areas beside the jobs is part of a run. @param length milliseconds */
export function furtherPart(
  random: () => number,
  length: number,
): { readonly moves: readonly Move[]; readonly faults: readonly Fault[] } {
  const moves: Move[] = [];
  const faults: Fault[] = [];
  for (const area of Object.keys(areas) as Area[]) {
    const { part, from } = chances[area];
    if (random() >= part) continue;
    const first = Object.keys(areas[area])[0] as FurtherMove;
    const count = 4 + Math.floor(random() * 8);
    const at = (): number => Math.round(5_000 + (from + random() * (1 - from)) * length);
    moves.push({ at: Math.round(4_000 + from * length), kind: first, chance: random(), other: random() });
    if (area === 'saving') moves.push(...towardsResults(random, from * length));
    for (let index = 0; index < count; index += 1)
      moves.push({ at: at(), kind: weighted(area, random), chance: random(), other: random() });
    const failing = Math.floor(random() * 5);
    for (let index = 0; index < failing; index += 1) faults.push(faultOf(area, random));
    if (area === 'saving') faults.push(...touchedUp(random));
  }
  return { moves, faults };
}
