/** Raw pixels, four bytes each (RGBA), row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What an empty set would look like: brightness as a soft surface over the picture, and one tint. */
export interface BackgroundModel {
  /** 0..255 at a pixel. */
  brightness(x: number, y: number): number;
  /** Red minus green and blue minus green of the set's paper. */
  readonly redTint: number;
  readonly blueTint: number;
}

/** 1, x, y, x², xy, y² with x and y in -1..1: enough for a paper that is lit from one side and falls off to the corners. */
function terms(x: number, y: number): readonly number[] {
  return [1, x, y, x * x, x * y, y * y];
}

const COUNT = 6;

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

/** The background as the outermost pixels tell it (least squares). */
export function modelBackground({ data, width, height }: Pixels): BackgroundModel {
  const matrix = Array.from({ length: COUNT }, () => new Array<number>(COUNT + 1).fill(0));
  let redTint = 0;
  let blueTint = 0;
  let count = 0;
  const scaleX = (x: number): number => (width > 1 ? (2 * x) / (width - 1) - 1 : 0);
  const scaleY = (y: number): number => (height > 1 ? (2 * y) / (height - 1) - 1 : 0);
  const look = (x: number, y: number): void => {
    const at = (y * width + x) * 4;
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    redTint += red - green;
    blueTint += blue - green;
    count += 1;
    const parts = terms(scaleX(x), scaleY(y));
    for (const [row, part] of parts.entries()) {
      const line = matrix[row] ?? [];
      for (const [column, other] of parts.entries()) line[column] = (line[column] ?? 0) + part * other;
      line[COUNT] = (line[COUNT] ?? 0) + (part * (red + 2 * green + blue)) / 4;
    }
  };
  for (let x = 0; x < width; x += 1) {
    look(x, 0);
    look(x, height - 1);
  }
  for (let y = 0; y < height; y += 1) {
    look(0, y);
    look(width - 1, y);
  }
  const [base = 0, byX = 0, byY = 0, byXX = 0, byXY = 0, byYY = 0] = solve(matrix);
  return {
    brightness(x, y) {
      const u = scaleX(x);
      const v = scaleY(y);
      return base + byX * u + byY * v + byXX * u * u + byXY * u * v + byYY * v * v;
    },
    redTint: redTint / count,
    blueTint: blueTint / count,
  };
}
