import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface PostedFile {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
}

/** The service as far as sending needs it; what it lists is what really lies in a job's folder. */
export interface FarApi {
  readonly address: string;
  /** Where the next job's pictures are expected. */
  expect(way: {
    /** `ftp://host:port/folder`; the job's number is added. */
    readonly ftp: string;
    /** The same folder on this disk. */
    readonly folder: string;
  }): void;
  /** What came whole by multipart for a job, in the order it came; a name that came twice is there twice. */
  posted(job: number): readonly PostedFile[];
  /** How many jobs were made so far. */
  readonly jobs: () => number;
  stop(): Promise<void>;
}

async function listed(folder: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(folder).catch(() => []);
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const)),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

/** Takes a multipart body with one file and throws it away; @returns its name and how many bytes its content had. */
async function swallow(request: IncomingMessage): Promise<PostedFile> {
  let head = '';
  let isHead = true;
  let total = 0;
  for await (const piece of request) {
    const bytes = piece as Buffer;
    total += bytes.byteLength;
    if (!isHead) continue;
    head += bytes.toString('latin1');
    isHead = !head.includes('\r\n\r\n');
  }
  const headEnd = head.indexOf('\r\n\r\n') + 4;
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  // RFC 2046, 5.1.1: CR LF, "--", the boundary, "--"; the last line break is optional, and curl writes it too.
  const tail = boundary.length + 8;
  return { name: /filename="([^"]*)"/.exec(head)?.[1] ?? '', size: total - headEnd - tail };
}

export async function startFarApi(): Promise<FarApi> {
  let way = { ftp: '', folder: '' };
  const posted = new Map<number, PostedFile[]>();
  let lastJob = 5_000;
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

  async function answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const [first, second, third] = (request.url ?? '').split('?')[0]?.split('/').slice(1) ?? [];
    if (first === 'upload') {
      const file = await swallow(request);
      const job = Number(second);
      posted.set(job, [...(posted.get(job) ?? []), file]);
      return [200, {}];
    }
    const text = await textOf(request);
    if (first !== 'jobs') return [404, {}];
    if (request.method === 'POST' && second === undefined) {
      lastJob += 1;
      const { name } = JSON.parse(text) as { readonly name: string };
      jobs.set(lastJob, { name, way });
      return [201, document(lastJob)];
    }
    const id = Number(second);
    const job = jobs.get(id);
    if (job === undefined) return [404, {}];
    if (third === undefined) return [200, document(id)];
    if (third === 'status') return [200, { status: 'CJ_NEW' }];
    if (third !== 'files') return [404, {}];
    const files = new Map([
      ...(await listed(join(job.way.folder, String(id), 'ORIGINAL'))),
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

  const respond = (response: ServerResponse, [status, value]: readonly [number, unknown]): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
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
    posted: (job) => posted.get(job) ?? [],
    jobs: () => jobs.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
