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
  // A frame of one pixel that is far away, so that no pixel needs to be asked whether it lies at the border.
  const line = width + 2;
  const framed = new Float32Array(line * (height + 2)).fill(far);
  const diagonal = 4 / 3;
  for (let y = 0; y < height; y += 1)
    for (let x = 0, from = y * width, at = (y + 1) * line + 1; x < width; x += 1, from += 1, at += 1) {
      if (known[values[from] ?? 0] === 1) {
        framed[at] = 0;
        continue;
      }
      const straight = Math.min(framed[at - 1] ?? far, framed[at - line] ?? far) + 1;
      const slanted = Math.min(framed[at - line - 1] ?? far, framed[at - line + 1] ?? far) + diagonal;
      framed[at] = Math.min(straight, slanted, far);
    }
  const result = new Float32Array(width * height);
  for (let y = height - 1; y >= 0; y -= 1)
    for (let x = width - 1, at = (y + 1) * line + width; x >= 0; x -= 1, at -= 1) {
      const own = framed[at] ?? far;
      if (own === 0) continue;
      const straight = Math.min(framed[at + 1] ?? far, framed[at + line] ?? far) + 1;
      const slanted = Math.min(framed[at + line + 1] ?? far, framed[at + line - 1] ?? far) + diagonal;
      const least = Math.min(own, straight, slanted);
      framed[at] = least;
      result[y * width + x] = least;
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
