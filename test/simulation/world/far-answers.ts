import { operations as documented } from '../../../src/main/adapters/bright-river/operations.ts';
import { type Asked, type FarAnswer, type FarEnd, type FarRequest, Refused } from './far-end.ts';
import { type FarFile, type FarImage, type FarJob, type FarService, md5 } from './far-service.ts';
import { FIRST_MOMENT } from './virtual-time.ts';

export const FAR_HOST = 'api.far.example';

interface Route {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
}

const routes: readonly Route[] = Object.entries(documented).map(([name, { method, path }]) => ({
  name,
  method,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Delivering the same again does no harm: what a proxy may repeat by itself. */
const harmless: ReadonlySet<string> = new Set([
  'job',
  'jobStatus',
  'files',
  'filesForReview',
  'updateJob',
  'updateFile',
  'acceptFile',
  'reviewFile',
]);

/** The documented operation a request calls, by the name of the client's method; empty for none. */
function operationOf(
  method: string,
  url: URL,
): { readonly name: string; readonly parts: Readonly<Record<string, string>> } {
  const [, folder] = url.pathname.split('/');
  if (folder === 'pictures' || folder === 'archives') return { name: folder.slice(0, -1), parts: {} };
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(url.pathname) : null;
    if (found === null) continue;
    const parts = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { name: route.name, parts };
  }
  return { name: '', parts: {} };
}

function image({ imageId, fileName }: FarImage, session: string): object {
  const at = (folder: string): string =>
    `https://${FAR_HOST}/${folder}/${String(imageId)}?sessionId=${session}`;
  const [preview, real] = [at('previews'), at('pictures')];
  return { imageId, fileName, thumbnail: preview, preview, real, downloadUrl: real };
}

function fileBody(file: FarFile, session: string): object {
  return {
    id: file.id,
    fileName: file.name,
    isOriginal: true,
    isExtraClipped: false,
    size: file.bytes.byteLength,
    mD5: md5(file.bytes).toUpperCase(),
    status: 'F_READY',
    remarkToProcessor: file.remark,
    remarkFromProcessor: '',
    tags: file.tags,
    isRejected: file.verdict?.accepted === false,
    acceptedByUser: file.verdict?.accepted ?? null,
    isReviewed: file.verdict !== null,
    timesRejected: file.timesRejected,
    createdDate: new Date(FIRST_MOMENT).toISOString(),
    original: image(file.original, session),
    clipped: file.results.map((each) => image(each, session)),
    previousClipped: file.previous.map((each) => image(each, session)),
    reviews: null,
    rejectionReason: '',
    reviewDate: null,
    previousReviews: null,
    downloadUrl: null,
  };
}

function jobBody({ results }: FarService, job: FarJob, session: string): object {
  const id = String(job.id);
  return {
    id: job.id,
    name: job.name,
    description: job.description,
    tags: job.tags,
    invoiceReference: job.invoiceReference,
    isTest: false,
    status: job.status,
    fileCount: job.files.length,
    parentJobId: 0,
    operatorRemarks: '',
    createdDate: new Date(FIRST_MOMENT).toISOString(),
    upload: {
      ftpUrl: `ftps://ftp.far.example/${id}`,
      postUrl: `https://${FAR_HOST}/upload/${id}?sessionId=${session}`,
    },
    download: {
      ftpUrl: results.hasFolder(job) ? `ftps://ftp.far.example/${id}/results` : null,
      getUrl: results.hasArchive(job) ? `https://${FAR_HOST}/archives/${id}?sessionId=${session}` : null,
    },
  };
}

/** What a rejection says, in one text: the custom words and every reason. */
function wordsOf(rejects: unknown): string {
  const words: string[] = [];
  for (const each of Array.isArray(rejects) ? (rejects as Record<string, unknown>[]) : []) {
    if (typeof each['customRejection'] === 'string') words.push(each['customRejection']);
    const reasons = Array.isArray(each['rejects']) ? (each['rejects'] as Record<string, unknown>[]) : [];
    for (const reason of reasons) words.push(String(reason['reason']));
  }
  return [...new Set(words)].filter((word) => word !== '').join(' ');
}

/** A picture or an archive by its address, whose session id is all it is asked for. @throws Refused */
function fileAt(service: FarService, { url, headers }: FarRequest): FarAnswer | null {
  const found = /^\/(pictures|archives)\/(\d+)$/.exec(url.pathname);
  if (found === null) return null;
  if (!service.sessions.has(url.searchParams.get('sessionId') ?? '')) throw new Refused(401);
  const id = Number(found[2]);
  const { results } = service;
  const serve = (job: FarJob, bytes: Buffer, image: FarImage | undefined): FarAnswer => ({
    ...results.serve(job, bytes, headers),
    touchUp: () => {
      if (image !== undefined) service.touchUp(image);
    },
  });
  if (found[1] === 'archives') {
    const job = service.job(id);
    return serve(job, results.archiveOf(job), job.files.flatMap((file) => file.results)[0]);
  }
  for (const job of service.jobs.values()) {
    const images = job.files.flatMap((file) => [...file.results, ...file.previous]);
    const image = images.find(({ imageId }) => imageId === id);
    if (image !== undefined) return serve(job, results.bytesOf(id), image);
  }
  throw new Refused(404);
}

/** Carries a request out. @throws Refused */
function answerTo(service: FarService, request: FarRequest): FarAnswer {
  const file = fileAt(service, request);
  if (file !== null) return file;
  const session = request.headers['X-Session-Token'] ?? '';
  const { name, parts } = operationOf(request.method, request.url);
  if (!service.sessions.has(session)) throw new Refused(401);
  const text = request.bytes.toString('utf8');
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const { number, again } = request;
  const nothing: FarAnswer = { status: 204, body: null };
  if (name === 'createJob') {
    const job = service.create(body, number, again);
    return { status: 201, body: { ...jobBody(service, job, session), status: undefined } };
  }
  if (name === 'rejectTypes') return { status: 200, body: ['Cropping', 'Edges'] };
  const job = service.job(Number(name === 'rejectFiles' ? body['jobId'] : parts['id']));
  const fileOf = (id: unknown): FarFile => {
    const file = job.files.find((each) => each.id === Number(id));
    if (file === undefined) throw new Refused(404);
    return file;
  };
  const rejected = (id: unknown, words: string): void => {
    service.judge(job, fileOf(id), { accepted: false, words }, number, again);
  };
  switch (name) {
    case 'job':
      return { status: 200, body: jobBody(service, job, session) };
    case 'jobStatus':
      return { status: 200, body: { status: job.status } };
    case 'files':
    case 'filesForReview':
      job.listedAt = request.at;
      return { status: 200, body: { files: job.files.map((file) => fileBody(file, session)) } };
    case 'rejectedJobs':
      return { status: 200, body: { rejectedJobs: null } };
    case 'rejectedFilesCount':
      return { status: 200, body: job.files.filter((file) => file.verdict?.accepted === false).length };
    case 'updateJob':
      service.update(job, body, number, again);
      return nothing;
    case 'updateFile':
      service.remark(job, parts['fileName'] ?? '', body, number, again);
      return nothing;
    case 'requestOffer':
      service.requestOffer(job, body, number, again);
      return nothing;
    case 'acceptOffer':
      service.acceptOffer(job, number, again);
      return nothing;
    case 'cancelJob':
      service.cancel(job, number, again);
      return nothing;
    case 'closeJob':
      service.close(job, number, again);
      return nothing;
    case 'acceptAll':
      for (const file of job.files)
        if (file.results.length > 0) service.judge(job, file, { accepted: true, words: '' }, number, again);
      return nothing;
    case 'acceptFile':
      service.judge(job, fileOf(parts['fileId']), { accepted: true, words: '' }, number, again);
      return nothing;
    case 'reviewAll': {
      const [said] = (body['reviews'] ?? []) as Record<string, unknown>[];
      for (const file of job.files) if (file.results.length > 0) rejected(file.id, String(said?.['reason']));
      return nothing;
    }
    case 'reviewFile':
    case 'reviewFiles':
      for (const said of (body['reviews'] ?? []) as Record<string, unknown>[])
        rejected(said['fileId'], wordsOf(said['rejects']));
      return nothing;
    case 'rejectFiles':
      for (const said of (body['files'] ?? []) as Record<string, unknown>[])
        rejected(said['fileId'], String(said['reason']));
      return nothing;
    default:
      throw new Refused(404);
  }
}

/** Bright River, with the pictures and archives it hands out. */
export function brightRiverEnd(service: FarService): FarEnd {
  return {
    hosts: [FAR_HOST],
    asked(method, url): Asked {
      const { name, parts } = operationOf(method, url);
      return {
        name,
        isHarmless: harmless.has(name),
        subject: service.jobs.get(Number(parts['id'])) ?? null,
      };
    },
    answer: (request) => answerTo(service, request),
    over: () => {
      service.sessions.clear();
    },
    heard(request) {
      for (const deed of service.deeds.slice(-80)) if (deed.request === request) deed.answered = true;
    },
  };
}
