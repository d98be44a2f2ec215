/** Sizes of the TIFF field types used here: BYTE to LONG (TIFF 6.0, section 2). */
const typeSizes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** Rows of a picture of one bit a pixel, the first pixel in the highest bit; 1 is white. */
export class BitRows {
  readonly width: number;
  readonly height: number;
  readonly #strips: readonly number[];
  readonly #rowsPerStrip: number;
  readonly #file: Buffer;

  /** @param file an uncompressed TIFF 6.0 of one sample of one bit, in strips. @throws when it is another kind */
  constructor(file: Buffer) {
    this.#file = file;
    const fields = new Map<number, readonly number[]>();
    const at = file.readUInt32LE(4);
    for (let index = 0; index < file.readUInt16LE(at); index++) {
      const entry = at + 2 + index * 12;
      const size = typeSizes[file.readUInt16LE(entry + 2)];
      const count = file.readUInt32LE(entry + 4);
      if (size === undefined) continue;
      const start = size * count <= 4 ? entry + 8 : file.readUInt32LE(entry + 8);
      const values = Array.from({ length: count }, (_, place) => file.readUIntLE(start + place * size, size));
      fields.set(file.readUInt16LE(entry), values);
    }
    const one = (tag: number, usual: number): number => fields.get(tag)?.[0] ?? usual;
    this.width = one(256, 0);
    this.height = one(257, 0);
    this.#rowsPerStrip = one(278, this.height);
    this.#strips = fields.get(273) ?? [];
    // Compression none, black is zero, one bit, one sample.
    if (one(259, 1) !== 1 || one(262, 1) !== 1 || one(258, 1) !== 1 || one(277, 1) !== 1)
      throw new Error('Not one bit a pixel');
  }

  row(y: number): Buffer {
    const bytes = (this.width + 7) >> 3;
    const strip = this.#strips[Math.floor(y / this.#rowsPerStrip)] ?? 0;
    const start = strip + (y % this.#rowsPerStrip) * bytes;
    return this.#file.subarray(start, start + bytes);
  }
}
