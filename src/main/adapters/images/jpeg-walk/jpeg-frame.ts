import type { FileBytes } from './file-bytes.ts';
import { NotAsPromised } from './not-as-promised.ts';

/** One colour of a picture. */
export interface Component {
  readonly id: number;
  /** Blocks side by side and below each other in one unit of an interleaved scan. */
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
  /** Blocks that hold picture, as a scan of this component alone counts them. */
  readonly width: number;
  readonly height: number;
  /** Blocks in a row with those that only fill up the last unit. */
  readonly stride: number;
  /** Of progressive pictures: a bit for each coefficient of each block that is not zero so far, two words a block. */
  readonly known: Int32Array;
  /** Of progressive pictures: the lowest bit of each coefficient that was sent; -1: none. */
  readonly precision: Int8Array;
}

export interface Frame {
  readonly progressive: boolean;
  /** Stored pixels, before orientation. */
  readonly width: number;
  readonly height: number;
  /** Units of an interleaved scan. */
  readonly unitsAcross: number;
  readonly unitsDown: number;
  readonly components: readonly Component[];
}

/** More blocks are for the decoder to judge: what is known of them would take memory. About 50 megapixels. */
const MOST_BLOCKS = 2_400_000;

/** What is known of the coefficients of the picture at hand, by component; the same memory for the next one. */
const memory: Int32Array[] = [];

function knownOf(component: number, words: number): Int32Array {
  const kept = memory[component];
  if (kept !== undefined && kept.length >= words) return kept.fill(0, 0, words);
  const made = new Int32Array(words);
  memory[component] = made;
  return made;
}

/**
 * Reads SOF0, SOF1 or SOF2 behind its marker (B.2.2).
 * @throws NotAsPromised also for what is right but not walked here
 */
export function readFrame(reader: FileBytes, progressive: boolean): Frame {
  const length = reader.word();
  const precision = reader.byte();
  const height = reader.word();
  const width = reader.word();
  const count = reader.byte();
  if (precision !== 8 || height === 0 || width === 0 || count === 0 || count > 4 || length !== 8 + count * 3)
    throw new NotAsPromised();
  const raw = Array.from({ length: count }, () => {
    const id = reader.byte();
    const sampling = reader.byte();
    return { id, across: sampling >> 4, down: sampling & 15, quantization: reader.byte() };
  });
  const mostAcross = Math.max(...raw.map(({ across }) => across));
  const mostDown = Math.max(...raw.map(({ down }) => down));
  const unitsAcross = Math.ceil(width / (8 * mostAcross));
  const unitsDown = Math.ceil(height / (8 * mostDown));
  let blocks = 0;
  const components = raw.map((component, index): Component => {
    const { across, down } = component;
    if (across < 1 || across > 4 || down < 1 || down > 4) throw new NotAsPromised();
    const stride = unitsAcross * across;
    blocks += stride * unitsDown * down;
    if (blocks > MOST_BLOCKS) throw new NotAsPromised();
    return {
      ...component,
      width: Math.ceil(Math.ceil((width * across) / mostAcross) / 8),
      height: Math.ceil(Math.ceil((height * down) / mostDown) / 8),
      stride,
      known: knownOf(index, progressive ? stride * unitsDown * down * 2 : 0),
      precision: new Int8Array(64).fill(-1),
    };
  });
  return { progressive, width, height, unitsAcross, unitsDown, components };
}
