import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RoomPictures {
  readonly thumbnail: Buffer;
  /** What the service gives as preview; it may be the delivered file itself. */
  readonly preview: Buffer;
  readonly full: Buffer;
}

export interface FarRoom {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * A service with jobs that wait for review, each of so many pictures. Few pictures stand behind many ids: nothing Clipdesk keeps may
 * go from one id to another.
 * @param jobs by number: how many pictures, and the kinds they take turns in
 */
export async function startFarRoom(
  jobs: ReadonlyMap<number, { readonly count: number; readonly kinds: readonly RoomPictures[] }>,
): Promise<FarRoom> {
  const document = (id: number): unknown => ({
    id,
    name: `Bench ${String(id)}`,
    description: '',
    tags: [],
    status: 'CJ_WORK_DONE',
    fileCount: jobs.get(id)?.count ?? 0,
    createdDate: '2026-01-01T08:00:00',
    upload: null,
    download: null,
  });
  const image = (job: number, imageId: number, name: string): unknown => {
    const at = (variant: string): string => `${address}/p/${String(job)}/${String(imageId)}/${variant}`;
    return {
      imageId,
      fileName: name,
      thumbnail: at('thumbnail'),
      preview: at('preview'),
      real: at('full'),
      downloadUrl: at('full'),
    };
  };
  const files = (job: number): unknown[] =>
    Array.from({ length: jobs.get(job)?.count ?? 0 }, (_, index) => {
      const id = job * 100_000 + index;
      const name = `bench_${String(index + 1).padStart(4, '0')}.jpg`;
      return {
        id,
        fileName: name,
        isOriginal: true,
        isExtraClipped: false,
        size: 1_000_000 + index,
        mD5: null,
        status: 'THUMB_OK',
        isReviewed: false,
        acceptedByUser: null,
        reviews: null,
        previousReviews: null,
        tags: [],
        createdDate: '2026-01-01T08:00:00',
        original: image(job, id * 2, name),
        clipped: [image(job, id * 2 + 1, name)],
        previousClipped: null,
        timesRejected: 0,
      };
    });

  const server = createServer((request, response) => {
    const [first, second = '', third, variant] = (request.url ?? '').split('?')[0]?.split('/').slice(1) ?? [];
    const job = Number(second);
    const found = jobs.get(job);
    if (first === 'p' && found !== undefined) {
      const kind = found.kinds[Math.floor(Number(third) / 2) % found.kinds.length];
      const bytes =
        variant === 'thumbnail' ? kind?.thumbnail : variant === 'preview' ? kind?.preview : kind?.full;
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes?.byteLength ?? 0 });
      response.end(bytes);
      return;
    }
    const value =
      first !== 'jobs' || found === undefined
        ? null
        : third === undefined
          ? document(job)
          : third === 'status'
            ? { status: 'CJ_WORK_DONE' }
            : third === 'files' || third === 'filesforreview'
              ? { files: files(job) }
              : null;
    response.writeHead(value === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value ?? {}));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    address,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
