import sharp, { type Sharp } from 'sharp';
import { lineUp } from '../../../src/main/adapters/compare/line-up.ts';
import { seededRandom } from '../random.ts';
import { errorOf, makePair } from './made-pairs.ts';

/** Pixels the originals are drawn with; the app looks at 1,024 of the longer side whatever there is. */
const width = 1200;
/** One pair in so many is also tried mirrored and turned. */
const turnedOften = 3;

/** What became of one made pair. */
export interface Trial {
  /** The worst corner's distance in pixels at 2,000 px width; null when it was said to be not sure. */
  readonly error: number | null;
  /** Processor time of lining up in its thread, in milliseconds; decoding runs beside it. */
  readonly time: number;
  readonly strangerSure: boolean;
  /** Null where it was not tried. */
  readonly mirroredSure: boolean | null;
  readonly turnedSure: boolean | null;
}

export interface TrialRequest {
  readonly seed: number;
  readonly index: number;
}

/** A seed of its own for each pair, so that a pair does not depend on which thread draws it. */
const pairSeed = ({ seed, index }: TrialRequest): number => (seed % 40_000) * 100_000 + index;

const isSure = async (original: Buffer, result: Buffer): Promise<boolean> =>
  (await lineUp(original, result)).kind === 'lined-up';

/**
 * Draws a pair, lines it up, and tries what must not be lined up: a stranger's result each time, now and then the result
 * mirrored, and turned by a quarter or by eight degrees. Strangers are drawn smaller: only their look counts.
 */
export async function carryOutTrial(request: TrialRequest): Promise<Trial> {
  const random = seededRandom(pairSeed(request));
  const { original, result, frame, ground } = await makePair(random, { width });
  const begun = process.threadCpuUsage();
  const found = await lineUp(original, result);
  const used = process.threadCpuUsage(begun);
  const stranger = await makePair(seededRandom(pairSeed(request) + 50_000), { width: 700 });
  const again = request.index % turnedOften === 0;
  const nothing = ground === 'transparent' ? '#fff0' : '#fff';
  const turned = request.index % (2 * turnedOften) === 0 ? 90 : 8;
  const saved = (picture: Sharp): Promise<Buffer> =>
    ground === 'transparent' ? picture.png().toBuffer() : picture.jpeg({ quality: 90 }).toBuffer();
  return {
    error: found.kind === 'lined-up' ? errorOf(found.frame, frame, 1.25) : null,
    time: (used.user + used.system) / 1000,
    strangerSure: await isSure(original, stranger.result),
    mirroredSure: again ? await isSure(original, await saved(sharp(result).flop())) : null,
    turnedSure: again
      ? await isSure(original, await saved(sharp(result).rotate(turned, { background: nothing })))
      : null,
  };
}
