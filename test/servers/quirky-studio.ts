import type { ServerResponse } from 'node:http';
import { json, startScriptedHttp, type SeenRequest } from './scripted-http.ts';

interface StoredFile {
  readonly id: number;
  readonly name: string;
  readonly content: Buffer;
  review: unknown;
  accepted: string | null;
}

interface StoredJob {
  readonly id: number;
  readonly body: Readonly<Record<string, unknown>>;
  status: string;
  readonly files: StoredFile[];
}

export interface QuirkyStudio {
  readonly baseUrl: string;
  readonly clientToken: string;
  /** The session accepted now; every `sessionLife` requests it is another one. */
  sessionToken(): string;
  /** Finishes the production of a job: every file gets its results. */
  produce(job: number): void;
  stop(): Promise<void>;
}

const emptyMd5 = 'D4-1D-8C-D9-8F-00-B2-04-E9-80-09-98-EC-F8-42-7E';

/** The one file of a multipart body, cut out by hand: strict about what RFC 7578 says. */
function fileOf(request: SeenRequest): { readonly name: string; readonly content: Buffer } | null {
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  const headEnd = request.body.indexOf('\r\n\r\n');
  if (boundary === undefined || headEnd < 0) return null;
  const head = request.body.subarray(0, headEnd).toString('utf8');
  const name = /name="file"; filename="([^"]+)"/.exec(head)?.[1];
  const end = request.body.lastIndexOf(`\r\n--${boundary}--`);
  if (name === undefined || end < 0) return null;
  return { name, content: request.body.subarray(headEnd + 4, end) };
}

/**
 * A second studio, written from the documents alone, with every oddity they allow: extra members, `_type`, nulls, empty
 * addresses, zone-less dates, an unknown status, the MD5 of nothing, `acceptedByUser` as text, tags as null, slow pieces,
 * 200 without a body and 204 with one, a path below the host.
 * @param options.sessionLife requests until a session is over; without it never
 */
export async function startQuirkyStudio(
  options: { readonly sessionLife?: number } = {},
): Promise<QuirkyStudio> {
  const jobs = new Map<number, StoredJob>();
  let nextId = 353_000;
  let requests = 0;
  const server = await startScriptedHttp();
  const session = (): string =>
    `session-${options.sessionLife === undefined ? 0 : Math.floor(requests / options.sessionLife)}`;
  const address = (kind: string, id: number): string =>
    `${server.origin}/files/${kind}.ashx?fileID=${id}&sessionid=${session()}`;

  function jobAnswer(job: StoredJob, isNew: boolean): unknown {
    return {
      _type: isNew ? 'CreateJobResponseBody' : 'JobResponseBody',
      id: job.id,
      ...job.body,
      ...(isNew
        ? {}
        : { status: job.status, createdDate: '2016-05-13T13:30:52.363', fileCount: job.files.length }),
      operatorRemarks: null,
      parentJobId: null,
      upload: {
        ftpUrl: '',
        postUrl: `${server.origin}/files/upload.ashx?jobID=${job.id}&accountID=${session()}`,
      },
      download: null,
      somethingNew: [{ deep: null }],
    };
  }

  function image(id: number, name: string | null): unknown {
    return {
      imageId: id,
      fileName: name,
      preview: address('image', id),
      thumbnail: address('image', id),
      real: address('image', id),
      additionalComplexityID: null,
    };
  }

  function fileAnswer(job: StoredJob, file: StoredFile): unknown {
    const isDone = job.status === 'CJ_QUALITY_CHECKED';
    return {
      id: file.id,
      fileName: file.name,
      isOriginal: true,
      size: file.content.byteLength,
      mD5: emptyMd5,
      tags: null,
      reviews: file.review,
      acceptedByUser: file.accepted,
      createdDate: '2018-05-17T09:15:22.733',
      original: image(file.id, null),
      clipped: isDone ? [image(file.id + 1, file.name)] : null,
      downloadUrl: isDone ? address('bin', file.id + 1) : '',
    };
  }

  /** In small pieces, each in a turn of its own. */
  function slowly(response: ServerResponse, value: unknown, status = 200): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    const text = JSON.stringify(value);
    let at = 0;
    const next = (): void => {
      if (at >= text.length) response.end();
      else response.write(text.slice(at, (at += 211)), () => setImmediate(next));
    };
    next();
  }

  function refuse(request: SeenRequest, response: ServerResponse, body: unknown, status: number): void {
    json(body, status)(request, response);
  }

  function perform(job: StoredJob, action: string, request: SeenRequest, response: ServerResponse): void {
    const body = JSON.parse(request.body.toString() || '{}') as Record<string, unknown>;
    const nothing = (): unknown => response.writeHead(200).end();
    const statuses: Readonly<Record<string, readonly [from: string, to: string]>> = {
      requestoffer: ['CJ_NEW', 'CJ_NEED_ACCEPTANCE'],
      acceptoffer: ['CJ_NEED_ACCEPTANCE', 'CJ_SOMETHING_UNHEARD_OF'],
      close: [job.status, 'CJ_CLIENT_REVIEWED'],
    };
    const step = statuses[action];
    if (step !== undefined) {
      if (job.status !== step[0]) {
        refuse(request, response, { message: 'Not now.' }, 400);
        return;
      }
      job.status = step[1];
      response.writeHead(204).end();
      return;
    }
    const fileId = /^files\/(\d+)\/review$/.exec(action)?.[1];
    if (action === 'accept') for (const file of job.files) file.accepted = 'true';
    else if (action === 'review') for (const file of job.files) file.accepted = 'false';
    else if (fileId !== undefined) {
      const file = job.files.find((each) => each.id === Number(fileId));
      if (file === undefined) {
        refuse(request, response, null, 404);
        return;
      }
      file.accepted = String(body['acceptedByUser']);
      file.review = (body['reviews'] as unknown[])[0] ?? null;
    } else {
      refuse(request, response, null, 404);
      return;
    }
    nothing();
  }

  function serveFiles(request: SeenRequest, response: ServerResponse): void {
    const url = new URL(request.path, server.origin);
    const used = url.searchParams.get('sessionid') ?? url.searchParams.get('accountID');
    if (used !== session()) {
      response.writeHead(403).end('over');
      return;
    }
    if (url.pathname === '/files/upload.ashx') {
      const job = jobs.get(Number(url.searchParams.get('jobID')));
      const file = fileOf(request);
      if (job === undefined || file === null) {
        response.writeHead(500).end('bad form');
        return;
      }
      job.files.push({ ...file, id: (nextId += 10), review: null, accepted: null });
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>ok</html>');
      return;
    }
    const id = Number(url.searchParams.get('fileID'));
    const file = [...jobs.values()]
      .flatMap((job) => job.files)
      .find((each) => each.id === id || each.id + 1 === id);
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(file.content);
  }

  server.play((request, response) => {
    if (request.path.startsWith('/files/')) {
      serveFiles(request, response);
      return;
    }
    requests += 1;
    const { headers } = request;
    if (headers.accept !== 'application/json') return refuse(request, response, null, 406);
    for (const headerName of ['X-Client-Token', 'X-Session-Token']) {
      if (headers[headerName.toLowerCase()] === undefined)
        return refuse(request, response, { code: 'missing_header', message: '', headerName }, 400);
    }
    if (headers['x-client-token'] !== 'client-1')
      return refuse(request, response, { code: 'invalid_header', headerName: 'X-Client-Token' }, 401);
    if (headers['x-session-token'] !== session()) return refuse(request, response, null, 401);
    const [, id, rest = ''] = /^\/rest\/api\/jobs\/(\d+)\/?(.*)$/.exec(request.path) ?? [];
    if (request.method === 'POST' && request.path === '/rest/api/jobs') {
      if (headers['content-length'] === undefined) return refuse(request, response, null, 411);
      const body = JSON.parse(request.body.toString()) as Record<string, unknown>;
      if (body['name'] === '') return refuse(request, response, { code: 'name_required', message: '' }, 400);
      const job = { id: (nextId += 10), body, status: 'CJ_NEW', files: [] };
      jobs.set(job.id, job);
      return slowly(response, jobAnswer(job, true), 201);
    }
    const job = jobs.get(Number(id));
    if (job === undefined) return refuse(request, response, null, 404);
    if (request.method === 'POST') return perform(job, rest, request, response);
    if (rest === '') return slowly(response, jobAnswer(job, false));
    if (rest === 'status') return slowly(response, { status: job.status, since: null });
    return slowly(response, { files: job.files.map((file) => fileAnswer(job, file)), _type: 'x' });
  });

  return {
    baseUrl: `${server.origin}/rest/api/`,
    clientToken: 'client-1',
    sessionToken: session,
    produce: (id) => {
      const job = jobs.get(id);
      if (job !== undefined) job.status = 'CJ_QUALITY_CHECKED';
    },
    stop: () => server.stop(),
  };
}
