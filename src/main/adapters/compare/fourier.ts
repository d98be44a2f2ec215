/**
 * Discrete Fourier transform of square complex images whose side is a power of two (Cooley and Tukey 1965, radix 2,
 * in place). Tables are made once per side.
 */
export class Fourier {
  readonly side: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;
  readonly #lineRe: Float64Array;
  readonly #lineIm: Float64Array;

  constructor(side: number) {
    this.side = side;
    const bits = Math.log2(side);
    if (!Number.isInteger(bits)) throw new RangeError('The side of a Fourier image is a power of two.');
    this.#cos = Float64Array.from({ length: side / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / side));
    this.#sin = Float64Array.from({ length: side / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / side));
    this.#reversed = Uint32Array.from({ length: side }, (_, index) => {
      let turned = 0;
      for (let bit = 0; bit < bits; bit++) if (index & (1 << bit)) turned |= 1 << (bits - 1 - bit);
      return turned;
    });
    this.#lineRe = new Float64Array(side);
    this.#lineIm = new Float64Array(side);
  }

  #line(direction: 1 | -1): void {
    const side = this.side;
    const re = this.#lineRe;
    const im = this.#lineIm;
    const cos = this.#cos;
    const sin = this.#sin;
    for (let half = 1; half < side; half *= 2) {
      const step = side / (2 * half);
      for (let k = 0; k < half; k++) {
        const turnRe = cos[k * step] ?? 1;
        const turnIm = -direction * (sin[k * step] ?? 0);
        for (let top = k; top < side; top += 2 * half) {
          const low = top + half;
          const lowRe = re[low] ?? 0;
          const lowIm = im[low] ?? 0;
          const productRe = lowRe * turnRe - lowIm * turnIm;
          const productIm = lowRe * turnIm + lowIm * turnRe;
          const topRe = re[top] ?? 0;
          const topIm = im[top] ?? 0;
          re[low] = topRe - productRe;
          im[low] = topIm - productIm;
          re[top] = topRe + productRe;
          im[top] = topIm + productIm;
        }
      }
    }
  }

  /**
   * Transforms in place; the inverse is not divided by the number of pixels.
   * @param rows rows from this one on hold only zeros (forward), which need no work
   */
  transform(re: Float32Array, im: Float32Array, direction: 1 | -1, rows = this.side): void {
    const side = this.side;
    const lineRe = this.#lineRe;
    const lineIm = this.#lineIm;
    const reversed = this.#reversed;
    for (let y = 0; y < rows; y++) {
      const row = y * side;
      for (let x = 0; x < side; x++) {
        const from = row + (reversed[x] ?? 0);
        lineRe[x] = re[from] ?? 0;
        lineIm[x] = im[from] ?? 0;
      }
      this.#line(direction);
      for (let x = 0; x < side; x++) {
        re[row + x] = lineRe[x] ?? 0;
        im[row + x] = lineIm[x] ?? 0;
      }
    }
    for (let x = 0; x < side; x++) {
      for (let y = 0; y < side; y++) {
        const from = (reversed[y] ?? 0) * side + x;
        lineRe[y] = re[from] ?? 0;
        lineIm[y] = im[from] ?? 0;
      }
      this.#line(direction);
      for (let y = 0; y < side; y++) {
        re[y * side + x] = lineRe[y] ?? 0;
        im[y * side + x] = lineIm[y] ?? 0;
      }
    }
  }
}
