/** Raw pixels, four bytes each (RGBA), row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * What an empty set would look like: brightness as a soft surface over the picture that follows the left and the right
 * border row by row (where the floor meets the wall), and one tint.
 */
export interface BackgroundModel {
  /** 0..255 at a pixel. */
  brightness(x: number, y: number): number;
  /** Red minus green and blue minus green of the set's paper, at the brightness of the border. */
  readonly redTint: number;
  readonly blueTint: number;
}

/** 0..255; green counts twice, as it does for the eye. */
export function brightnessAt(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 4;
}

/** 1, x, y, x², xy, y² with x and y in -1..1: enough for a paper that is lit from one side and falls off to the corners. */
function terms(x: number, y: number): readonly number[] {
  return [1, x, y, x * x, x * y, y * y];
}

const COUNT = 6;
/** Rounds of the fit; in each, border pixels count the less the further they are from the surface of the round before. */
const ROUNDS = 5;
/** Steps of 0..255 from which on a border pixel counts less: a product or its shadow may reach the border. */
const NEAR = 3;
/** One border pixel of so many is asked. */
const STRIDE = 3;
/** Rows over which a side border is averaged, each way; the most it may bend the surface, in steps of 0..255. */
const ROWS = 12;
const BEND = 15;

/** Solves the symmetric system by elimination with the largest pivot. Singular systems give zeros for what is not determined. */
function solve(matrix: number[][]): number[] {
  for (let column = 0; column < COUNT; column += 1) {
    let best = column;
    for (let row = column + 1; row < COUNT; row += 1)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[best]?.[column] ?? 0)) best = row;
    const pivot = matrix[best] ?? [];
    matrix[best] = matrix[column] ?? [];
    matrix[column] = pivot;
    const size = pivot[column] ?? 0;
    if (Math.abs(size) < 1e-9) continue;
    for (const row of matrix) {
      if (row === pivot) continue;
      const share = (row[column] ?? 0) / size;
      for (let at = column; at <= COUNT; at += 1) row[at] = (row[at] ?? 0) - share * (pivot[at] ?? 0);
    }
  }
  return matrix.map((row, index) =>
    Math.abs(row[index] ?? 0) < 1e-9 ? 0 : (row[COUNT] ?? 0) / (row[index] ?? 1),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The background as the outermost pixels tell it (least squares, reweighted so that strays do not bend it). */
export function modelBackground({ data, width, height }: Pixels): BackgroundModel {
  const border: { readonly at: number; readonly parts: readonly number[] }[] = [];
  const scaleX = (x: number): number => (width > 1 ? (2 * x) / (width - 1) - 1 : 0);
  const scaleY = (y: number): number => (height > 1 ? (2 * y) / (height - 1) - 1 : 0);
  const look = (x: number, y: number): void => {
    border.push({ at: (y * width + x) * 4, parts: terms(scaleX(x), scaleY(y)) });
  };
  for (let x = 0; x < width; x += STRIDE) {
    look(x, 0);
    look(x, height - 1);
  }
  for (let y = 0; y < height; y += STRIDE) {
    look(0, y);
    look(width - 1, y);
  }

  let surface: readonly number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const matrix = Array.from({ length: COUNT }, () => new Array<number>(COUNT + 1).fill(0));
    for (const { at, parts } of border) {
      const value = brightnessAt(data, at);
      const away = parts.reduce((sum, part, index) => sum + part * (surface[index] ?? 0), -value);
      const weight = round === 0 ? 1 : 1 / (1 + (away / NEAR) ** 2);
      for (const [row, part] of parts.entries()) {
        const line = matrix[row] ?? [];
        for (const [column, other] of parts.entries())
          line[column] = (line[column] ?? 0) + weight * part * other;
        line[COUNT] = (line[COUNT] ?? 0) + weight * part * value;
      }
    }
    surface = solve(matrix);
  }
  const [base = 0, byX = 0, byY = 0, byXX = 0, byXY = 0, byYY = 0] = surface;
  const smooth = (x: number, y: number): number => {
    const u = scaleX(x);
    const v = scaleY(y);
    return base + byX * u + byY * v + byXX * u * u + byXY * u * v + byYY * v * v;
  };
  const bend = (x: number): Float32Array => {
    const away = Float32Array.from({ length: height }, (_, y) => {
      const value = brightnessAt(data, (y * width + x) * 4) - smooth(x, y);
      return Math.max(-BEND, Math.min(BEND, value));
    });
    return away.map((_, y) => {
      const near = away.subarray(Math.max(0, y - ROWS), y + ROWS + 1);
      return near.reduce((sum, value) => sum + value, 0) / near.length;
    });
  };
  const leftBend = bend(0);
  const rightBend = bend(width - 1);
  return {
    brightness(x, y) {
      const share = width > 1 ? x / (width - 1) : 0;
      return smooth(x, y) + (leftBend[y] ?? 0) * (1 - share) + (rightBend[y] ?? 0) * share;
    },
    redTint: median(border.map(({ at }) => (data[at] ?? 0) - (data[at + 1] ?? 0))),
    blueTint: median(border.map(({ at }) => (data[at + 2] ?? 0) - (data[at + 1] ?? 0))),
  };
}
