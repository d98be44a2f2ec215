import type { EdgeSpot } from '../../../src/preload/contract/index.ts';
import { edgeTour } from '../../../src/main/adapters/compare/edge-tour.ts';
import { seededRandom } from '../random.ts';
import { defects, drawScene, makeCut, rightKinds, type Defect } from './made-cuts.ts';

/** What became of the tour of one cut-out. */
export interface EdgeTrial {
  /** Null: a clean one. */
  readonly defect: Defect | null;
  /** The defect was found, by its kind and where it is. */
  readonly found: boolean;
  /** The most suspicious spot lies on it. */
  readonly first: boolean;
  /** Spots where nothing is wrong. */
  readonly falseAlarms: number;
}

/** Spots this near to a defect's middle belong to it, in widths: defects are up to a quarter of the width long. */
const near = 0.14;
/** A result lies on its original as exactly as lining up finds it. */
const frame = { x: 0.0004, y: -0.0003, width: 1, height: 1 } as const;

/** Draws a product, cuts it out clean and with each defect, and walks every edge. Where a product has no place for a defect there is no trial. */
export async function edgeTrials(
  seed: number,
  width: number,
  ground: 'transparent' | 'white',
  signal: AbortSignal,
): Promise<readonly EdgeTrial[]> {
  const scene = await drawScene(seededRandom(seed), width);
  const trials: EdgeTrial[] = [];
  for (const [index, defect] of [null, ...defects].entries()) {
    const { result, at } = await makeCut(scene, seededRandom(seed * 31 + index), defect, ground);
    if (defect !== null && at === null) continue;
    const { spots } = await edgeTour(result, { bytes: scene.original, frame }, signal);
    const isNear = (spot: EdgeSpot): boolean =>
      at !== null && Math.hypot(spot.x - at.x, (spot.y - at.y) * (scene.height / width)) < near;
    const [first] = spots;
    trials.push({
      defect,
      found: defect !== null && spots.some((spot) => isNear(spot) && rightKinds[defect].includes(spot.kind)),
      first: first !== undefined && isNear(first),
      falseAlarms: spots.filter((spot) => !isNear(spot)).length,
    });
  }
  return trials;
}
