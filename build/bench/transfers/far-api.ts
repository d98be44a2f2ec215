import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface PostedFile {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
}

/** What goes wrong with one upload by multipart. */
export type PostFault =
  /** The body is taken, its answer never leaves. */
  | { readonly kind: 'answer-lost' }
  /** The body is taken, its answer comes byte by byte. */
  | { readonly kind: 'slow-answer' }
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly at: number }
  /** After so many bytes of the body nothing more of it is read, and nothing is said. */
  | { readonly kind: 'stalled'; readonly at: number }
  /** The body is refused after so many bytes of it, the rest unread; absent: when it was read. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly at?: number;
    };

export interface JobMoments {
  readonly made: number | null;
  /** The list of its files was asked for, the last time. */
  readonly lastListed: number | null;
}

/** The service as far as sending needs it; what it lists is what really lies in a job's folder. */
export interface FarApi {
  readonly address: string;
  /** Where the next job's pictures are expected. */
  expect(way: {
    /** `ftp://host:port/folder`; `/{job}/ORIGINAL/` is added. */
    readonly ftp: string;
    /** What came there by FTP for a job: bytes by name. */
    readonly files: (job: number) => Promise<ReadonlyMap<string, number>>;
  }): void;
  /** Asked for every upload by multipart; null: all goes well. */
  fail(fault: ((name: string) => PostFault | null) | null): void;
  /** What came whole by multipart for a job, in the order it came; a name that came twice is there twice. */
  posted(job: number): readonly PostedFile[];
  /** The next job is made, and its answer never leaves. */
  loseNextJob(): void;
  /** When what happened to the latest job, by `performance.now()`; null: not yet. */
  readonly moments: () => JobMoments;
  /** Forgets what came by multipart for a job. */
  forgetPosted(job: number): void;
  /** Number of the latest job. */
  readonly latestJob: () => number;
  /** How many jobs were made so far. */
  readonly jobs: () => number;
  stop(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

/**
 * Takes a multipart body with one file and throws its content away.
 * @param stopAt after how many bytes to stop, asked with the file's name as soon as it is known; null: at the end
 * @returns null when it stopped before the end
 */
async function swallow(
  request: IncomingMessage,
  stopAt: (name: string) => number | null,
): Promise<PostedFile | null> {
  let head = '';
  let limit: number | null = null;
  let name: string | null = null;
  let total = 0;
  // Stopping must leave the connection for an answer.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer;
    total += bytes.byteLength;
    if (name === null) {
      head += bytes.toString('latin1');
      if (head.includes('\r\n\r\n')) {
        name = Buffer.from(/filename="([^"]*)"/.exec(head)?.[1] ?? '', 'latin1').toString('utf8');
        limit = stopAt(name);
      }
    }
    if (limit !== null && total >= limit) return null;
  }
  const headEnd = head.indexOf('\r\n\r\n') + 4;
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  // RFC 2046, 5.1.1: CR LF, "--", the boundary, "--"; the last line break is optional, and curl writes it too.
  const tail = boundary.length + 8;
  return { name: name ?? '', size: total - headEnd - tail };
}

/** Status, body, headers; an answer that comes byte by byte; or none, on a connection that stays. */
type Answer = readonly [number, unknown, Readonly<Record<string, string>>?] | 'slow' | 'never';

/** Head and body of a yes, a byte every millisecond. */
async function drip(response: ServerResponse): Promise<void> {
  const { socket } = response;
  for (const letter of 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}') {
    socket?.write(letter);
    await pause(1);
  }
  socket?.end();
}

export async function startFarApi(): Promise<FarApi> {
  let way: Parameters<FarApi['expect']>[0] = { ftp: '', files: () => Promise.resolve(new Map()) };
  let faultOf: Parameters<FarApi['fail']>[0] = null;
  const posted = new Map<number, PostedFile[]>();
  let lastJob = 5_000;
  let isNextLost = false;
  let moments: JobMoments = { made: null, lastListed: null };
  const jobs = new Map<number, { readonly name: string; readonly way: typeof way }>();

  const document = (id: number): unknown => {
    const job = jobs.get(id);
    return {
      id,
      name: job?.name ?? '',
      description: '',
      tags: [],
      status: 'CJ_NEW',
      createdDate: '2026-01-01T08:00:00',
      upload: {
        ftpUrl: `${job?.way.ftp ?? ''}/${id}/ORIGINAL/`,
        postUrl: `http://127.0.0.1:${port}/upload/${id}`,
      },
      download: null,
    };
  };

  /** Null: no answer. */
  const taken = (job: number, file: PostedFile | null, fault: PostFault | null): Answer | null => {
    if (fault?.kind === 'status')
      return [fault.status, {}, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }];
    if (fault?.kind === 'stalled') return 'never';
    if (file === null) return null;
    const known = posted.get(job);
    if (known === undefined) posted.set(job, [file]);
    else known.push(file);
    if (fault?.kind === 'slow-answer') return 'slow';
    return fault?.kind === 'answer-lost' ? null : [200, {}];
  };

  async function answer(request: IncomingMessage): Promise<Answer | null> {
    const [first, second, third] = (request.url ?? '').split('?')[0]?.split('/').slice(1) ?? [];
    if (first === 'upload') {
      let fault: PostFault | null = null;
      const file = await swallow(request, (name) => {
        fault = faultOf?.(name) ?? null;
        return fault !== null && 'at' in fault ? (fault.at ?? null) : null;
      });
      return taken(Number(second), file, fault);
    }
    const text = await textOf(request);
    if (first !== 'jobs') return [404, {}];
    if (request.method === 'POST' && second === undefined) {
      lastJob += 1;
      const { name } = JSON.parse(text) as { readonly name: string };
      jobs.set(lastJob, { name, way });
      moments = { made: performance.now(), lastListed: null };
      if (isNextLost) {
        isNextLost = false;
        return null;
      }
      return [201, document(lastJob)];
    }
    const id = Number(second);
    const job = jobs.get(id);
    if (job === undefined) return [404, {}];
    if (third === undefined) return [200, document(id)];
    if (third === 'status') return [200, { status: 'CJ_NEW' }];
    if (third !== 'files') return [404, {}];
    moments = { ...moments, lastListed: performance.now() };
    const files = new Map([
      ...(await job.way.files(id)),
      ...(posted.get(id) ?? []).map(({ name, size }) => [name, size] as const),
    ]);
    return [
      200,
      {
        files: [...files].map(([fileName, size], index) => ({
          id: id * 10_000 + index,
          fileName,
          isOriginal: true,
          size,
          mD5: null,
          status: null,
        })),
      },
    ];
  }

  const respond = (response: ServerResponse, given: Answer | null): void => {
    if (given === null) {
      response.destroy();
      return;
    }
    if (given === 'never') return;
    if (given === 'slow') {
      void drip(response);
      return;
    }
    const [status, value, added = {}] = given;
    // Whoever was not listened to to the end is not talked to any further either.
    const ending = response.req.complete ? {} : { connection: 'close' };
    response.writeHead(status, { 'content-type': 'application/json', ...added, ...ending });
    response.end(JSON.stringify(value));
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (value) => respond(response, value),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    expect: (next) => {
      way = next;
    },
    fail: (next) => {
      faultOf = next;
    },
    posted: (job) => [...(posted.get(job) ?? [])],
    loseNextJob: () => {
      isNextLost = true;
    },
    moments: () => moments,
    forgetPosted: (job) => void posted.delete(job),
    latestJob: () => lastJob,
    jobs: () => jobs.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
