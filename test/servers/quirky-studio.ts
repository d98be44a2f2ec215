import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { membersOf, objectsOf, QuirkyRefusal, textOf, uploadedFiles } from './quirky/quirky-body.ts';
import {
  extraDocument,
  fileDocument,
  jobDocument,
  listedDocument,
  type QuirkyAddresses,
} from './quirky/quirky-documents.ts';
import {
  cancellable,
  reviewable,
  stand,
  statusOf,
  step,
  ways,
  type QuirkyFile,
  type QuirkyJob,
} from './quirky/quirky-job.ts';
import { startScriptedHttp, type SeenRequest } from './scripted-http.ts';

export interface QuirkyStudio {
  /** With a path and a slash at its end. */
  readonly baseUrl: string;
  readonly clientToken: string;
  /** The session accepted now; every `sessionLife` requests it is another one. */
  sessionToken(): string;
  /** Ends the session now. */
  endSession(): void;
  /** Takes a job to the end of its present way: offer there, production done, closed. */
  produce(job: number): void;
  /** Every request of the API so far, as "METHOD /path". */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

export interface QuirkyOptions {
  /** Requests of the API until a session is over; without it never. */
  readonly sessionLife?: number;
  /** An FTP server whose `folder` on this disk is what a login sees at `url`: jobs lie in it as `{id}/ORIGINAL`. */
  readonly ftp?: { readonly url: string; readonly folder: string };
  /** Lists a result without an original beside the others. */
  readonly extra?: boolean;
}

/** Small pieces, each in a turn of its own. */
async function slowly(response: ServerResponse, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += 211) {
    response.write(text.slice(at, at + 211));
    await turn();
  }
  response.end();
}

/**
 * A second studio, written from the documents alone, with every oddity they allow: extra members, `_type`, nulls, empty
 * addresses, zone-less dates, statuses nobody listed, the MD5 of nothing, `acceptedByUser` as text, tags as null, answers in
 * slow pieces, weak entity tags, 200 without a body, a path below the host, counts and reasons bare, sessions that end.
 * A job goes on by one status whenever somebody looks at it.
 */
export async function startQuirkyStudio(options: QuirkyOptions = {}): Promise<QuirkyStudio> {
  const jobs = new Map<number, QuirkyJob>();
  const calls: string[] = [];
  const server = await startScriptedHttp();
  let lastId = 353_000;
  let ended = 0;
  const newId = (): number => (lastId += 10);
  const session = (): string =>
    `session-${ended}-${options.sessionLife === undefined ? 0 : Math.floor(calls.length / options.sessionLife)}`;
  const files = (kind: string, query: string): string =>
    `${server.origin}/files/${kind}.ashx?${query}${session()}`;
  const at: QuirkyAddresses = {
    image: (id) => files('image', `fileID=${id}&sessionid=`),
    bin: (id) => files('bin', `fileID=${id}&sessionid=`),
    upload: (id) => files('upload', `jobID=${id}&accountID=`),
    ftp: (id) => (options.ftp === undefined ? '' : `${options.ftp.url}/${id}/ORIGINAL/`),
  };

  function put(job: QuirkyJob, name: string, content: Buffer): void {
    const known = job.files.findIndex((file) => file.name === name);
    const file: QuirkyFile = {
      id: newId(),
      name,
      content,
      remark: null,
      tags: [],
      accepted: null,
      review: null,
      previousReview: null,
      result: null,
      previousResult: null,
      timesRejected: 0,
    };
    if (known < 0) job.files.push(file);
    else job.files.splice(known, 1, file);
  }

  /** Takes in what lies in the job's FTP folder. */
  async function look(job: QuirkyJob): Promise<void> {
    if (options.ftp === undefined) return;
    const folder = join(options.ftp.folder, String(job.id), 'ORIGINAL');
    for (const name of await readdir(folder).catch(() => [])) {
      const content = await readFile(join(folder, name));
      const known = job.files.find((file) => file.name === name);
      if (known?.content.byteLength !== content.byteLength) put(job, name, content);
    }
  }

  function fileOf(job: QuirkyJob, wanted: { readonly id?: unknown; readonly name?: string }): QuirkyFile {
    const found = job.files.find((file) => file.name === wanted.name || file.id === Number(wanted.id));
    if (found === undefined) throw new QuirkyRefusal(404);
    return found;
  }

  function judge(job: QuirkyJob, file: QuirkyFile, accepted: boolean, review: QuirkyFile['review']): void {
    if (!reviewable.has(statusOf(job))) throw new QuirkyRefusal(400, { message: 'Not now.' });
    file.accepted = accepted ? 'true' : 'false';
    file.review = accepted ? null : review;
  }

  function go(job: QuirkyJob, from: (status: string) => boolean, way: readonly string[]): void {
    if (!from(statusOf(job))) throw new QuirkyRefusal(400, { message: 'Not now.' });
    stand(job, way, newId);
  }

  function close(job: QuirkyJob): void {
    go(job, (status) => reviewable.has(status), ways.closing);
    const rejected = job.files.filter((file) => file.accepted === 'false');
    if (rejected.length === 0) return;
    const redo: QuirkyJob = {
      id: newId(),
      parent: job.id,
      members: { ...job.members, name: `Rejected pictures of job #${job.id}`, description: null },
      way: ways.redo,
      files: rejected.map((file) => ({
        ...file,
        id: newId(),
        accepted: null,
        review: null,
        previousReview: file.review,
        result: null,
        previousResult: file.result,
        timesRejected: file.timesRejected + 1,
      })),
    };
    jobs.set(redo.id, redo);
  }

  function described(request: SeenRequest): Readonly<Record<string, unknown>> {
    const members = membersOf(request);
    if (textOf(members, 'name') === '')
      throw new QuirkyRefusal(400, { id: 5, code: 'name_required', message: 'Name is required.' });
    return { ...members, description: textOf(members, 'description') };
  }

  /** Reads below /jobs/{id}. */
  async function read(job: QuirkyJob, rest: readonly string[]): Promise<unknown> {
    await look(job);
    const [what, name] = rest;
    switch (what) {
      case undefined:
        step(job, newId);
        return jobDocument(job, at, false);
      case 'status':
        step(job, newId);
        return { status: statusOf(job), since: null };
      case 'files':
        if (name !== undefined) return fileDocument(fileOf(job, { name }), at);
        return { files: job.files.map((file) => listedDocument(file, at)), _type: 'x' };
      case 'filesforreview': {
        const isDone = options.extra === true && job.files.some((file) => file.result !== null);
        const extra = isDone ? [extraDocument(job.id + 1, at)] : [];
        return { files: [...job.files.map((file) => listedDocument(file, at)), ...extra] };
      }
      case 'filesextended':
        return fileDocument(fileOf(job, { id: name }), at);
      case 'rejectedjobs': {
        const children = [...jobs.values()].filter(({ parent }) => parent === job.id);
        return {
          rejectedJobs: children.map(({ id, members }) => ({
            id,
            createdDate: '2015-08-25T17:25:57.69',
            name: members['name'],
            description: null,
          })),
          _type: 'GetRejectedJobsResponseBody',
        };
      }
      case 'rejectedfilescount':
        return job.files.filter((file) => file.accepted === 'false').length;
      default:
        throw new QuirkyRefusal(404);
    }
  }

  /** Changes below /jobs/{id}; gives the status to answer with. */
  async function change(job: QuirkyJob, method: string, rest: readonly string[], request: SeenRequest) {
    await look(job);
    const members = membersOf(request);
    const [what = '', name = '', action = ''] = rest;
    switch (`${method} ${what}${name === '' ? '' : '/*'}${action === '' ? '' : `/${action}`}`) {
      case 'PUT ':
        job.members = { ...job.members, ...described(request) };
        return 204;
      case 'PUT files/*': {
        const file = job.files.find((each) => each.name === name);
        if (file === undefined)
          throw new QuirkyRefusal(400, { id: 6, code: 'no_files_to_update', message: '' });
        if (typeof members['name'] === 'string' && members['name'] !== '') file.name = members['name'];
        if (typeof members['remark'] === 'string') file.remark = members['remark'];
        if (Array.isArray(members['tags'])) file.tags = members['tags'];
        return 204;
      }
      case 'PUT files/*/rejectionreasons':
        judge(job, fileOf(job, { name }), false, { rejections: objectsOf(members, 'rejections') });
        return 204;
      case 'POST requestoffer':
        for (const { fileName, remark, tags } of objectsOf(members, 'files')) {
          const file = fileOf(job, { name: String(fileName) });
          file.remark = String(remark);
          file.tags = Array.isArray(tags) ? tags : [];
        }
        if (job.files.length === 0) throw new QuirkyRefusal(400, { message: 'Nothing there.' });
        go(job, (status) => status === 'CJ_NEW', ways.offer);
        return 204;
      case 'POST acceptoffer':
        go(job, (status) => status === 'CJ_NEED_ACCEPTANCE', ways.production);
        return 204;
      case 'POST cancel':
        go(job, (status) => cancellable.has(status), ways.cancelled);
        return 204;
      case 'POST close':
        close(job);
        return 204;
      case 'POST accept':
        for (const file of job.files) judge(job, file, true, null);
        return 200;
      case 'POST review':
        for (const file of job.files)
          judge(job, file, false, { rejects: null, reviews: objectsOf(members, 'reviews') });
        return 200;
      case 'POST files/*':
        if (name !== 'review') throw new QuirkyRefusal(404);
        for (const review of objectsOf(members, 'reviews'))
          judge(job, fileOf(job, { id: review['fileId'] }), false, review);
        return 200;
      case 'POST files/*/accept':
        judge(job, fileOf(job, { id: name }), true, null);
        return 200;
      case 'POST files/*/review': {
        const accepted = String(members['acceptedByUser']) === 'true';
        judge(job, fileOf(job, { id: name }), accepted, objectsOf(members, 'reviews')[0] ?? null);
        return 200;
      }
      default:
        throw new QuirkyRefusal(404);
    }
  }

  function passGate({ headers }: SeenRequest): void {
    if (headers.accept !== 'application/json') throw new QuirkyRefusal(406);
    for (const headerName of ['X-Client-Token', 'X-Session-Token']) {
      if (headers[headerName.toLowerCase()] === undefined)
        throw new QuirkyRefusal(400, { code: 'missing_header', message: '', headerName });
    }
    if (headers['x-client-token'] !== 'client-1')
      throw new QuirkyRefusal(401, { code: 'invalid_header', headerName: 'X-Client-Token' });
    if (headers['x-session-token'] !== session()) throw new QuirkyRefusal(401);
  }

  async function answerApi(request: SeenRequest, response: ServerResponse): Promise<void> {
    passGate(request);
    try {
      await perform(request, response);
    } finally {
      // Counted when it is over: the addresses in an answer belong to the session that asked.
      calls.push(`${request.method} ${request.path}`);
    }
  }

  async function perform(request: SeenRequest, response: ServerResponse): Promise<void> {
    const path = request.path.split('?')[0] ?? '';
    const [, top, id, ...rest] = path
      .replace(/^\/rest\/api/, '')
      .split('/')
      .map(decodeURIComponent);
    const type = { 'content-type': 'application/json; charset=utf-8' };
    if (request.method === 'GET' && top === 'accounts' && id === 'me' && rest[0] === 'rejecttypes') {
      response.writeHead(200, type);
      return slowly(response, JSON.stringify(['Clipping path', 'Cropping', 'Shadow']));
    }
    if (request.method === 'POST' && top === 'reject') {
      const members = membersOf(request);
      const job = jobs.get(Number(members['jobId']));
      if (job === undefined) throw new QuirkyRefusal(404);
      for (const { fileId, reason } of objectsOf(members, 'files'))
        judge(job, fileOf(job, { id: fileId }), false, { fileId, reason });
      response.writeHead(200).end();
      return;
    }
    if (top !== 'jobs') throw new QuirkyRefusal(404);
    if (request.method === 'POST' && id === undefined) {
      const job: QuirkyJob = {
        id: newId(),
        parent: null,
        members: described(request),
        way: ['CJ_NEW'],
        files: [],
      };
      jobs.set(job.id, job);
      response.writeHead(201, type);
      return slowly(response, JSON.stringify(jobDocument(job, at, true)));
    }
    const job = jobs.get(Number(id));
    if (job === undefined) throw new QuirkyRefusal(404);
    if (request.method !== 'GET') {
      response.writeHead(await change(job, request.method, rest, request)).end();
      return;
    }
    const text = JSON.stringify(await read(job, rest));
    const etag = `W/"${createHash('sha1').update(text).digest('base64')}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    response.writeHead(200, { ...type, etag });
    return slowly(response, text);
  }

  function answerFiles(request: SeenRequest, response: ServerResponse): void {
    const url = new URL(request.path, server.origin);
    const used = url.searchParams.get('sessionid') ?? url.searchParams.get('accountID');
    if (used !== session()) {
      response.writeHead(403).end('over');
      return;
    }
    if (url.pathname === '/files/upload.ashx') {
      const job = jobs.get(Number(url.searchParams.get('jobID')));
      const uploaded = uploadedFiles(request);
      if (job === undefined || uploaded.length === 0) {
        response.writeHead(500).end('bad form');
        return;
      }
      for (const { name, content } of uploaded) put(job, name, content);
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>ok</html>');
      return;
    }
    const id = Number(url.searchParams.get('fileID'));
    const all = [...jobs.values()];
    const file =
      all.flatMap((job) => job.files).find((each) => each.id === id || each.result === id) ??
      all.find((job) => job.id + 1 === id)?.files[0];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(file.content);
  }

  server.play((request, response) => {
    if (request.path.startsWith('/files/')) {
      answerFiles(request, response);
      return;
    }
    answerApi(request, response).catch((error: unknown) => {
      const refusal = error instanceof QuirkyRefusal ? error : new QuirkyRefusal(500);
      response.writeHead(refusal.status, { 'content-type': 'application/json' });
      response.end(refusal.body === undefined ? undefined : JSON.stringify(refusal.body));
    });
  });

  return {
    baseUrl: `${server.origin}/rest/api/`,
    clientToken: 'client-1',
    sessionToken: session,
    endSession() {
      ended += 1;
    },
    produce(id) {
      const job = jobs.get(id);
      if (job !== undefined) stand(job, job.way.slice(-1), newId);
    },
    calls,
    stop: () => server.stop(),
  };
}
