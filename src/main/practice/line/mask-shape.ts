/**
 * How far each pixel is from the next one that is meant, along rows, columns and diagonals (3-4 chamfer: within 6 % of
 * the straight distance). The outside of the picture is not meant.
 * @returns pixels; 0 for those that are meant themselves
 */
export function distances(
  values: Uint8Array,
  width: number,
  height: number,
  meant: (value: number) => boolean,
): Float32Array {
  const far = width + height;
  const known = Uint8Array.from({ length: 256 }, (_, value) => (meant(value) ? 1 : 0));
  const result = new Float32Array(width * height);
  const diagonal = 4 / 3;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (known[values[at] ?? 0] === 1) continue;
      let least = far;
      if (x > 0) least = Math.min(least, (result[at - 1] ?? far) + 1);
      if (y > 0) {
        least = Math.min(least, (result[at - width] ?? far) + 1);
        if (x > 0) least = Math.min(least, (result[at - width - 1] ?? far) + diagonal);
        if (x < width - 1) least = Math.min(least, (result[at - width + 1] ?? far) + diagonal);
      }
      result[at] = least;
    }
  for (let y = height - 1; y >= 0; y -= 1)
    for (let x = width - 1; x >= 0; x -= 1) {
      const at = y * width + x;
      let least = result[at] ?? far;
      if (least === 0) continue;
      if (x < width - 1) least = Math.min(least, (result[at + 1] ?? far) + 1);
      if (y < height - 1) {
        least = Math.min(least, (result[at + width] ?? far) + 1);
        if (x < width - 1) least = Math.min(least, (result[at + width + 1] ?? far) + diagonal);
        if (x > 0) least = Math.min(least, (result[at + width - 1] ?? far) + diagonal);
      }
      result[at] = least;
    }
  return result;
}

/** Turns every connected area (over rows and columns) of one value that `goes` says into the other value. In place. */
export function flipAreas(
  mask: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
  goes: (area: number, touchesBorder: boolean) => boolean,
): void {
  const size = width * height;
  const seen = new Uint8Array(size);
  const queue = new Int32Array(size);
  for (let start = 0; start < size; start += 1) {
    if (mask[start] !== value || seen[start] === 1) continue;
    let end = 1;
    let touches = false;
    queue[0] = start;
    seen[start] = 1;
    const visit = (to: number): void => {
      if (mask[to] !== value || seen[to] === 1) return;
      seen[to] = 1;
      queue[end] = to;
      end += 1;
    };
    for (let index = 0; index < end; index += 1) {
      const pixel = queue[index] ?? 0;
      const x = pixel % width;
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel < size - width) visit(pixel + width);
      if (x === 0 || x === width - 1 || pixel < width || pixel >= size - width) touches = true;
    }
    if (goes(end, touches)) for (let index = 0; index < end; index += 1) mask[queue[index] ?? 0] = 1 - value;
  }
}

/** Keeps what is within `radius` of the value, or gives it up: the two halves of opening and closing. */
export function moved(
  mask: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
  radius: number,
): Uint8Array {
  const reach = distances(mask, width, height, (each) => each === value);
  const result = new Uint8Array(reach.length);
  for (let at = 0; at < reach.length; at += 1) result[at] = (reach[at] ?? 0) <= radius ? value : 1 - value;
  return result;
}

/**
 * Makes the mask one that a person would have drawn: no gaps, no thin spurs, no holes, no crumbs.
 * @param mask 1 product, 0 background; changed
 * @param radius half the width of what counts as a gap or spur, in pixels
 * @param crumb areas of the product with fewer pixels are dropped
 */
export function tidyMask(
  mask: Uint8Array,
  width: number,
  height: number,
  radius: number,
  crumb: number,
): Uint8Array {
  const grown = moved(mask, width, height, 1, radius);
  const closed = moved(grown, width, height, 0, radius);
  flipAreas(closed, width, height, 0, (_, touchesBorder) => !touchesBorder);
  const shrunk = moved(closed, width, height, 0, radius);
  const opened = moved(shrunk, width, height, 1, radius);
  flipAreas(opened, width, height, 1, (pixels) => pixels < crumb);
  return opened;
}
