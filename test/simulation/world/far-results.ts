import { createHash } from 'node:crypto';
import { keyedChance } from './keyed-chance.ts';
import { PICTURE_END } from './disk.ts';
import { FIRST_MOMENT } from './virtual-time.ts';
import { type FarAnswer, Refused } from './far-end.ts';
import type { FarFile, FarImage, FarJob } from './far-service.ts';

/** How a job's files are served: what a server may tell and do, or not. */
interface Manners {
  readonly tag: boolean;
  readonly date: boolean;
  readonly md5: boolean;
  readonly length: boolean;
  readonly ranges: boolean;
}

/** One file inside an archive of the simulation, whose format is its own. */
export interface Packed {
  readonly name: string;
  readonly size: number;
  readonly md5: string;
}

const md5 = (bytes: Uint8Array, encoding: 'hex' | 'base64'): string =>
  createHash('md5').update(bytes).digest(encoding);

/** The edited pictures at the service, and how they are handed out. */
export class FarResults {
  readonly #seed: number;
  /** How often the editors put other content behind an address that stays. */
  readonly #revisions = new Map<number, number>();
  readonly #made = new Map<string, Buffer>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  #content(image: number, revision: number): Buffer {
    const key = `${String(image)} ${String(revision)}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const chance = keyedChance(this.#seed, 'result', image);
    // Most of them are longer than what comes again when a download goes on.
    const size = chance < 0.7 ? 120_000 + Math.floor(chance * 200_000) : 60 + Math.floor(chance * 900);
    const does = (what: string, share: number): boolean => keyedChance(this.#seed, what, image) < share;
    const isLonger = does('grows', 0.4) && revision % 2 === 1;
    const label = `image ${String(image)} revision ${String(revision)} `;
    const isAllOver = does('changes all over', 0.12);
    const bytes = Buffer.alloc(size + (isLonger ? 5 : 0), isAllOver ? label : `image ${String(image)} `);
    // Most are touched up in places, here at both ends: what lies between stays the same byte for byte.
    bytes.write(label);
    bytes.write(`${label}${PICTURE_END}`, bytes.byteLength - label.length - PICTURE_END.length);
    this.#made.set(key, bytes);
    return bytes;
  }

  bytesOf(image: number): Buffer {
    return this.#content(image, this.#revisions.get(image) ?? 0);
  }

  /** Everything that was ever behind the address of an image. */
  everOf(image: number): readonly Buffer[] {
    return Array.from({ length: (this.#revisions.get(image) ?? 0) + 1 }, (_, revision) =>
      this.#content(image, revision),
    );
  }

  /** Whether it is, byte for byte, what one result was at one time. */
  hasBeen(bytes: Buffer): boolean {
    return [...this.#made.values()].some((each) => each.equals(bytes));
  }

  /** Other content behind the same address: what a half-fetched file must not be mixed with. */
  retouch(image: number): void {
    this.#revisions.set(image, (this.#revisions.get(image) ?? 0) + 1);
  }

  /** All results of a job in one file; some services leave one out. */
  archiveOf(job: FarJob): Buffer {
    const images = job.files
      .flatMap((file: FarFile): readonly FarImage[] => file.results)
      .filter(({ imageId }) => keyedChance(this.#seed, 'packed', imageId) < 0.9);
    const contents = images.map(({ imageId }) => this.bytesOf(imageId));
    const packed = images.map(({ fileName }, index): Packed => {
      const bytes = contents[index] ?? Buffer.alloc(0);
      return { name: fileName, size: bytes.byteLength, md5: md5(bytes, 'hex') };
    });
    return Buffer.concat([Buffer.from(`${JSON.stringify(packed)}\n`), ...contents]);
  }

  hasArchive(job: FarJob): boolean {
    return keyedChance(this.#seed, 'archive', job.id) < 0.85;
  }

  hasFolder(job: FarJob): boolean {
    return keyedChance(this.#seed, 'folder', job.id) < 0.8;
  }

  manners(job: FarJob): Manners {
    const does = (what: string, share: number): boolean => keyedChance(this.#seed, what, job.id) < share;
    return {
      tag: does('tag', 0.6),
      date: does('date', 0.4),
      md5: does('md5', 0.4),
      length: does('length', 0.85),
      ranges: does('ranges', 0.8),
    };
  }

  /** When the content is said to be of: another date with another content. Milliseconds. */
  dateOf(bytes: Buffer): number {
    return FIRST_MOMENT - Number.parseInt(md5(bytes, 'hex').slice(0, 6), 16) * 1_000;
  }

  /** Hands out content, or the rest of it when it is still the same. */
  serve(job: FarJob, bytes: Buffer, headers: Readonly<Record<string, string>>): FarAnswer {
    const { tag, date, md5: tellsMd5, length, ranges } = this.manners(job);
    const hash = md5(bytes, 'hex');
    const etag = `"${hash}"`;
    const modified = new Date(this.dateOf(bytes)).toUTCString();
    const told: Record<string, string> = { 'content-type': 'image/png' };
    if (tag) told['etag'] = etag;
    if (date) told['last-modified'] = modified;
    const from = /^bytes=(\d+)-$/.exec(headers['Range'] ?? '')?.[1];
    const condition = headers['If-Range'];
    const isSame = condition === undefined || (tag && condition === etag) || (date && condition === modified);
    if (from === undefined || !ranges || !isSame) {
      if (tellsMd5) told['content-md5'] = md5(bytes, 'base64');
      return { status: 200, bytes, headers: told, isLengthTold: length };
    }
    const start = Number(from);
    if (start >= bytes.byteLength) throw new Refused(416);
    const total = String(bytes.byteLength);
    told['content-range'] = `bytes ${String(start)}-${String(bytes.byteLength - 1)}/${total}`;
    return { status: 206, bytes: bytes.subarray(start), headers: told, isLengthTold: length };
  }
}
