import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Attention } from '../../ports/attention.ts';
import type { Files } from '../../ports/files.ts';
import type { PageResponse } from '../../ports/host.ts';
import type { EncodedPicture, Images } from '../../ports/images.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import { parsePictureAddress, type PictureAddress, type Variant } from './addresses.ts';
import type { DiskCache } from './disk-cache.ts';
import { HeadStart, type HeadStartTurn } from './head-start.ts';
import { MemoryCache } from './memory-cache.ts';
import { placeholder } from './placeholder.ts';
import { RequestLanes } from './request-lanes.ts';
import { webType } from './web-type.ts';

/** A picture as the service sent it. */
export interface FetchedPicture {
  readonly bytes: Uint8Array;
  /** MIME type as the service named it. */
  readonly type: string;
}

export interface PicturesParts {
  readonly store: Store;
  readonly files: Files;
  readonly images: Images;
  readonly disk: DiskCache;
  /** Told of every picture that is on its way to the window. */
  readonly attention: Pick<Attention, 'during'>;
  /** Asks the service; null when it has no such picture (any more). `onLarge` is called when it begins to come and is large. */
  readonly remoteImage: (
    job: JobId,
    image: ImageId,
    variant: Variant,
    signal: AbortSignal,
    onLarge: () => void,
  ) => Promise<FetchedPicture | null>;
  readonly log: Log;
}

/** Answers the window's picture addresses. */
export interface Pictures {
  answer(path: string): Promise<PageResponse>;
  /** Gives up what is being fetched; resolves when what has come is on the disk. */
  stop(): Promise<void>;
}

const unchanging = 'private, max-age=31536000, immutable';
/** A local file can be exported anew under the same address at any time. */
const checkAgain = 'no-store';

const memoryBytes = 40 * 1024 * 1024;

/** What a picture the browser cannot show is converted to, longest side in pixels. */
const convertedEdge: Readonly<Record<Variant, number>> = { thumbnail: 320, preview: 1600, full: 12_000 };

/**
 * The window gets no more pixels than it can show at once: a service whose preview is the whole file would have it decode
 * hundreds of megabytes for each picture. What fits is passed on as it came. The full file always is.
 */
const mostPixels: Readonly<Record<Exclude<Variant, 'full'>, number>> = {
  thumbnail: 480,
  preview: 1600,
};

const noTurn: HeadStartTurn = { isLarge: () => undefined, isOver: () => undefined };

function respond(picture: EncodedPicture, cacheControl: string): PageResponse {
  return { status: 200, type: picture.type, body: picture.bytes, cacheControl };
}

const notFound: PageResponse = {
  status: 404,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from('There is no such picture.'),
  cacheControl: 'no-store',
};

const notNow: PageResponse = {
  status: 503,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from('The picture cannot be fetched now.'),
  cacheControl: 'no-store',
};

function formatLabel(name: string, format: string): string {
  const word = /^[A-Za-z0-9]+/.exec(format)?.[0];
  if (word !== undefined) return word;
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return ending.length > 0 && ending.length <= 5 && ending !== name ? ending.toUpperCase() : 'No preview';
}

export function createPictures(parts: PicturesParts): Pictures {
  const { store, files, images, disk, log } = parts;
  const memory = new MemoryCache(memoryBytes);
  const localLanes = new RequestLanes<EncodedPicture | null>(4);
  // A strip full of small pictures must not keep the large one waiting, nor the other way round.
  const smallLanes = new RequestLanes<PageResponse>(4);
  const largeLanes = new RequestLanes<PageResponse>(4);
  const headStart = new HeadStart();
  const stopping = new AbortController();

  async function local(address: Extract<PictureAddress, { kind: 'local' }>): Promise<PageResponse> {
    const file = await store.read.file(address.fileId);
    if (file?.jobId !== address.jobId || file.path === null) return notFound;
    const path = file.path;
    const label = formatLabel(file.name, file.format);
    let facts;
    try {
      facts = await files.facts(path);
    } catch (thrown) {
      if (thrown instanceof AppError) return respond(placeholder(label), checkAgain);
      throw thrown;
    }
    if (facts.kind !== 'file' || facts.size === 0) return respond(placeholder(label), checkAgain);
    // Size and time are part of the key: a file exported anew is a new picture.
    const key = `${file.id} ${String(facts.size)} ${String(facts.modifiedAt)} ${String(address.edge)}`;
    const known = memory.get(key);
    if (known) return respond(known, checkAgain);
    const reduced = await localLanes.get(key, async () => {
      const picture = await images.reduced(path, address.edge);
      if (picture) memory.put(key, picture);
      return picture;
    });
    return respond(reduced ?? placeholder(label), checkAgain);
  }

  /** @param first it is judged, and comes before what it is compared with */
  async function shownAs(
    bytes: Uint8Array,
    variant: Variant,
    first: boolean,
  ): Promise<EncodedPicture | null> {
    const type = webType(bytes);
    if (type !== null) {
      const smaller = variant === 'full' ? null : await images.smaller(bytes, mostPixels[variant], first);
      return smaller ?? { bytes, type };
    }
    return images.reduced(bytes, convertedEdge[variant]);
  }

  async function fetched(
    address: Extract<PictureAddress, { kind: 'remote' }>,
    key: string,
  ): Promise<PageResponse> {
    const { jobId, imageId, variant, version } = address;
    const onDisk = await disk.get({ job: jobId, image: imageId, variant, version });
    const type = onDisk === null ? null : webType(onDisk);
    if (onDisk !== null && type !== null) return kept(key, { bytes: onDisk, type });
    return variant === 'thumbnail'
      ? bring(address, key, noTurn)
      : headStart.after((turn) => bring(address, key, turn));
  }

  async function bring(
    address: Extract<PictureAddress, { kind: 'remote' }>,
    key: string,
    turn: HeadStartTurn,
  ): Promise<PageResponse> {
    const { jobId, imageId, variant, version } = address;
    let answer;
    try {
      answer = await parts.remoteImage(jobId, imageId, variant, stopping.signal, turn.isLarge);
    } catch (thrown) {
      if (stopping.signal.aborted) return notNow;
      log.warn('A picture could not be fetched.', {
        reason: thrown instanceof AppError ? thrown.code : 'unexpected',
      });
      return thrown instanceof AppError && thrown.action === 'gone' ? notFound : notNow;
    }
    // A whole file is passed on as it came.
    if (images.decodesLargeSideBySide || variant === 'full') turn.isOver();
    if (answer === null || answer.bytes.length === 0) return notFound;
    // Only results have versions.
    const picture = await shownAs(answer.bytes, variant, version !== '');
    if (picture === null) return respond(placeholder('No preview'), 'no-store');
    const diskKey = { job: jobId, image: imageId, variant, version };
    // A whole file waits for the disk: many of them on their way there would fill the memory.
    if (variant === 'full') await disk.put(diskKey, picture.bytes);
    else disk.keep(diskKey, picture.bytes);
    return kept(key, picture);
  }

  function kept(key: string, picture: EncodedPicture): PageResponse {
    memory.put(key, picture);
    return respond(picture, unchanging);
  }

  async function remote(address: Extract<PictureAddress, { kind: 'remote' }>): Promise<PageResponse> {
    const key = `${address.jobId} ${String(address.imageId)} ${address.variant} ${address.version}`;
    const known = memory.get(key);
    if (known) return respond(known, unchanging);
    const lanes = address.variant === 'thumbnail' ? smallLanes : largeLanes;
    return parts.attention.during(() => lanes.get(key, () => fetched(address, key)));
  }

  return {
    async answer(path) {
      const address = parsePictureAddress(path);
      if (address === null) return notFound;
      return address.kind === 'local' ? local(address) : remote(address);
    },
    async stop() {
      stopping.abort();
      await disk.settled();
    },
  };
}
