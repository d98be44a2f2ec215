import type { ReviewImage } from '../../../preload/contract/index.ts';
import type { Size } from './geometry.ts';

type Loading = 'waiting' | 'ready' | 'broken';

/**
 * One address, fetched once and held. It is decoded where it is drawn, and only in the size it is drawn in: asking for it
 * here would hold every picture whole.
 */
class HeldImage {
  readonly address: string;
  state = $state<Loading>('waiting');
  size = $state.raw<Size | null>(null);
  loaded: Promise<void>;
  /** Once it is there. */
  image = $state.raw<HTMLImageElement | null>(null);

  constructor(address: string) {
    this.address = address;
    this.loaded = this.#load();
  }

  /** Settles when the image is there or has failed. */
  load(): Promise<void> {
    this.loaded = this.#load();
    return this.loaded;
  }

  async #load(): Promise<void> {
    this.state = 'waiting';
    const image = new Image();
    // Before the small pictures of the strip, of which hundreds may be waiting.
    image.fetchPriority = 'high';
    try {
      await new Promise<void>((resolve, reject) => {
        image.onload = () => resolve();
        image.onerror = () => reject(new Error('The picture did not come'));
        image.src = this.address;
      });
      this.image = image;
      this.size = { width: image.naturalWidth, height: image.naturalHeight };
      this.state = image.naturalWidth > 0 && image.naturalHeight > 0 ? 'ready' : 'broken';
    } catch {
      this.state = 'broken';
    }
  }

  /** Lets the decoded pixels go. */
  release(): void {
    if (this.image !== null) this.image.src = '';
    this.image = null;
  }
}

/** One picture of a pair: the preview at once, the full file only when somebody looks closer than the preview goes. */
export class RoomPicture {
  readonly image: ReviewImage;
  readonly preview: HeldImage;
  #full = $state.raw<HeldImage | null>(null);

  constructor(image: ReviewImage) {
    this.image = image;
    this.preview = new HeldImage(image.preview);
  }

  get state(): Loading {
    return this.preview.state;
  }

  /** Pixels of what is shown; the same shape as the full file. Null until the preview is there. */
  get size(): Size | null {
    return this.preview.size;
  }

  /** Pixels of the delivered file; null until it was needed and has come. */
  get fullSize(): Size | null {
    return this.#full?.state === 'ready' ? this.#full.size : null;
  }

  get fullState(): Loading | 'unasked' {
    return this.#full?.state ?? 'unasked';
  }

  get fullAddress(): string | null {
    return this.#full?.state === 'ready' ? this.#full.address : null;
  }

  /** The best there is now, for drawing; null until something is. */
  get drawable(): HTMLImageElement | null {
    return this.#full?.image ?? this.preview.image;
  }

  /** Lets the full file go; it is fetched again when somebody looks closer again. */
  releaseFull(): void {
    this.#full?.release();
    this.#full = null;
  }

  /** Settles when the full file is there or has failed. */
  wantFull(): Promise<void> {
    this.#full ??= new HeldImage(this.image.full);
    return this.#full.loaded;
  }

  retry(): Promise<void> {
    return this.preview.load();
  }

  release(): void {
    this.preview.release();
    this.#full?.release();
  }
}

/** Pictures held decoded at once: the pair looked at, its neighbours and one of the way back. */
const HELD = 10;

const keyOf = (image: ReviewImage): string => `${image.imageId} ${image.preview}`;

/** Keeps the pictures around the current one ready. */
export class Pictures {
  readonly #held = new Map<string, RoomPicture>();

  /** It is here, or on its way. */
  holds(image: ReviewImage): boolean {
    return this.#held.has(keyOf(image));
  }

  /** The picture, starting to load when it is new; the one asked for longest ago is let go. */
  take(image: ReviewImage): RoomPicture {
    const key = keyOf(image);
    const picture = this.#held.get(key) ?? new RoomPicture(image);
    this.#held.delete(key);
    this.#held.set(key, picture);
    for (const [oldest, dropped] of this.#held) {
      if (this.#held.size <= HELD) break;
      this.#held.delete(oldest);
      dropped.release();
    }
    return picture;
  }

  /** Full files stay only where somebody is looking: one of them can be hundreds of megabytes once decoded. */
  keepFullOnly(of: readonly (RoomPicture | null)[]): void {
    for (const picture of this.#held.values()) if (!of.includes(picture)) picture.releaseFull();
  }

  releaseAll(): void {
    for (const picture of this.#held.values()) picture.release();
    this.#held.clear();
  }
}
