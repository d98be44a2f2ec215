import type { EncodedPicture } from '../../ports/images.ts';

/** Small pictures in memory, up to a number of bytes; the one not asked for longest goes first. */
export class MemoryCache {
  readonly #mostBytes: number;
  readonly #pictures = new Map<string, EncodedPicture>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): EncodedPicture | null {
    const picture = this.#pictures.get(key);
    if (picture === undefined) return null;
    this.#pictures.delete(key);
    this.#pictures.set(key, picture);
    return picture;
  }

  put(key: string, picture: EncodedPicture): void {
    if (picture.bytes.length > this.#mostBytes / 8) return;
    this.#bytes -= this.#pictures.get(key)?.bytes.length ?? 0;
    this.#pictures.delete(key);
    this.#pictures.set(key, picture);
    this.#bytes += picture.bytes.length;
    for (const [oldest, old] of this.#pictures) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#pictures.delete(oldest);
      this.#bytes -= old.bytes.length;
    }
  }
}
