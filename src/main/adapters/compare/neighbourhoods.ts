import type { Seen } from './seen.ts';

/** Places of one kind nearer than this belong together. Fraction of the width. */
const neighbourhood = 0.05;
/** Neighbourhoods of one long rim lie nearer to each other than this, and the whole is no longer than that. */
const nextTo = 0.15;
const longest = 0.15;
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

/** A long rim is one place to stop at, not one every few millimetres. */
function alongTheEdge(groups: readonly Group[], width: number): Group[] {
  const long: { readonly group: Group; readonly members: Seen[] }[] = [];
  for (const group of groups) {
    const { strongest } = group;
    const chain = long.find(
      ({ group: first, members }) =>
        strongest.run !== Infinity &&
        isAlike(first.strongest, strongest) &&
        apart(first.strongest, strongest) < longest * width &&
        members.some((member) => apart(member, strongest) < nextTo * width),
    );
    if (chain === undefined) {
      long.push({ group, members: [strongest] });
      continue;
    }
    chain.members.push(strongest);
    join(chain.group, strongest, group.run, group.reach);
  }
  return long.map(({ group }) => group);
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
