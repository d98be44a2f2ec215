import type { Seen } from './seen.ts';

/** Places of one kind nearer than this belong together. Fraction of the width. */
const neighbourhood = 0.05;
/** Neighbourhoods of one long rim lie nearer to each other than this. */
const nextTo = 0.15;
/** Places that differ in strength by less than this share stand for each other. */
const aboutAsStrong = 0.95;
/** Fewer places than this along the edge (in thousandths of the width) are chance. */
const shortestRun = 7;

interface Group {
  readonly strongest: Seen;
  run: number;
  reach: number;
}

const apart = (one: Seen, other: Seen): number => Math.hypot(one.x - other.x, one.y - other.y);

const isAlike = (one: Seen, other: Seen): boolean =>
  one.kind === other.kind && (one.isClear ?? false) === (other.isClear ?? false);

function join(into: Group, seen: Seen, run: number, reach: number): void {
  into.run += run;
  into.reach = Math.max(into.reach, apart(into.strongest, seen) + reach);
}

/** Of the places that are about as strong as the strongest, the one nearest to the middle of all. */
function middleOf(members: readonly Seen[], strongest: Seen): Seen {
  const mean = (side: 'x' | 'y'): number =>
    members.reduce((sum, member) => sum + member[side], 0) / members.length;
  const middle = { ...strongest, x: mean('x'), y: mean('y') };
  return members
    .filter(({ weight }) => weight >= aboutAsStrong * strongest.weight)
    .reduce((best, member) => (apart(member, middle) < apart(best, middle) ? member : best), strongest);
}

/** A long rim is one place to stop at, in its middle, not one every few millimetres. */
function alongTheEdge(groups: readonly Group[], width: number): Group[] {
  const left = new Set(groups);
  const long: Group[] = [];
  // The strongest comes first: a set keeps the order.
  for (const first of left) {
    left.delete(first);
    const chain = [first];
    for (const link of chain) {
      if (first.strongest.run === Infinity) break;
      for (const next of left) {
        if (!isAlike(next.strongest, link.strongest) || next.strongest.run === Infinity) continue;
        if (apart(next.strongest, link.strongest) >= nextTo * width) continue;
        left.delete(next);
        chain.push(next);
      }
    }
    const members = chain.map(({ strongest }) => strongest);
    const whole: Group = { strongest: middleOf(members, first.strongest), run: 0, reach: 0 };
    for (const { strongest, run, reach } of chain) join(whole, strongest, run, reach);
    long.push(whole);
  }
  return long;
}

/**
 * The strongest of each neighbourhood stands for it.
 * @param width of the picture the places were seen in, in pixels; @param unit a thousandth of it, at least a pixel
 */
export function neighbourhoods(seen: readonly Seen[], width: number, unit: number): Seen[] {
  const near = neighbourhood * width;
  const groups: Group[] = [];
  for (const each of seen.toSorted((a, b) => b.weight - a.weight)) {
    const group = groups.find(
      ({ strongest }) =>
        isAlike(strongest, each) && apart(strongest, each) < Math.max(near, strongest.radius),
    );
    if (group === undefined) groups.push({ strongest: each, run: each.run, reach: each.radius });
    else join(group, each, each.run, each.radius);
  }
  return alongTheEdge(
    groups.filter((group) => group.run >= shortestRun * unit),
    width,
  ).map((group) => ({
    ...group.strongest,
    radius: group.reach,
    // A long rim is worse than a short one as strong.
    weight:
      group.strongest.weight *
      (group.run === Infinity ? 1 : Math.min(1, 0.6 + (0.4 * group.run) / (60 * unit))),
  }));
}
