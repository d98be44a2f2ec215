import type { PathKnot, Subpath } from '../../../../preload/contract/index.ts';

/** Adobe Photoshop File Formats Specification, “Path resource format”: records of 26 bytes, the first two say which kind. */
const recordLength = 26;
/** Coordinates are signed numbers with 24 bits behind the point. */
const one = 2 ** 24;
/** No drawing by hand has more; a file that says so is not to be believed. */
const mostKnots = 200_000;

const selector = {
  closedLength: 0,
  closedLinked: 1,
  closedUnlinked: 2,
  openLength: 3,
  openLinked: 4,
  openUnlinked: 5,
  fillRule: 6,
  clipboard: 7,
  initialFill: 8,
} as const;

type Selector = (typeof selector)[keyof typeof selector];

function knownSelector(value: number): value is Selector {
  return value >= selector.closedLength && value <= selector.initialFill;
}

/** A stored place (fractions from the top left, as the pixels lie in the file) as the picture is shown. EXIF 2.32, tag 0x0112. */
function upright(x: number, y: number, orientation: number): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [1 - x, y];
    case 3:
      return [1 - x, 1 - y];
    case 4:
      return [x, 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [1 - y, x];
    case 7:
      return [1 - y, 1 - x];
    case 8:
      return [y, 1 - x];
    default:
      return [x, y];
  }
}

function knot(data: Buffer, at: number, orientation: number): PathKnot {
  // Each point is stored with its vertical part first: handle before, the knot itself, handle behind.
  const point = (from: number): readonly [number, number] =>
    upright(data.readInt32BE(from + 4) / one, data.readInt32BE(from) / one, orientation);
  const [inX, inY] = point(at);
  const [x, y] = point(at + 8);
  const [outX, outY] = point(at + 16);
  return { x, y, inX, inY, outX, outY };
}

/**
 * The sub-paths of one path resource, turned as the picture is shown; null when the records contradict each other.
 * @param orientation EXIF orientation of the file, 1 to 8
 */
export function pathSubpaths(data: Buffer, orientation: number): readonly Subpath[] | null {
  if (data.length === 0 || data.length % recordLength !== 0) return null;
  const subpaths: { closed: boolean; points: PathKnot[] }[] = [];
  let missing = 0;
  let knots = 0;
  for (let at = 0; at < data.length; at += recordLength) {
    const kind = data.readUInt16BE(at);
    if (!knownSelector(kind)) return null;
    if (kind === selector.closedLength || kind === selector.openLength) {
      if (missing > 0) return null;
      missing = data.readUInt16BE(at + 2);
      knots += missing;
      if (knots > mostKnots) return null;
      if (missing > 0) subpaths.push({ closed: kind === selector.closedLength, points: [] });
    } else if (kind < selector.fillRule) {
      const current = subpaths.at(-1);
      const isClosedKnot = kind === selector.closedLinked || kind === selector.closedUnlinked;
      if (current === undefined || missing === 0 || current.closed !== isClosedKnot) return null;
      current.points.push(knot(data, at + 2, orientation));
      missing -= 1;
    }
  }
  return missing === 0 ? subpaths : null;
}
