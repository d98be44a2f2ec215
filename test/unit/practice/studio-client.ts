import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PracticeStudio } from '../../../src/main/practice/practice-studio.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The body as JSON; members are looked at by tests only. */
  json(): Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that are not sent. */
  readonly without?: readonly string[];
}

/** Calls one operation over real HTTP with the studio's tokens, as a client that keeps to the documents does. */
export async function call(
  studio: PracticeStudio,
  method: string,
  path: string,
  { body, headers = {}, without = [] }: CallOptions = {},
): Promise<Answer> {
  const all: Record<string, string> = {
    'x-client-token': studio.clientToken,
    'x-session-token': studio.sessionToken,
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  for (const name of without) Reflect.deleteProperty(all, name);
  const response = await fetch(`${studio.api}${path}`, {
    method,
    headers: all,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    headers: response.headers,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

export interface NewJob {
  readonly id: number;
  readonly upload: { readonly ftpUrl: string; readonly postUrl: string };
  readonly download: { readonly ftpUrl: string; readonly getUrl: string };
}

export async function newJob(studio: PracticeStudio): Promise<NewJob> {
  const answer = await call(studio, 'POST', '/jobs', {
    body: { name: 'Job of fruits', description: 'Clip fruits', tags: ['Apple'], isTest: true },
  });
  return answer.json() as unknown as NewJob;
}

export async function upload(
  job: NewJob,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<Response> {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('file', new Blob([Uint8Array.from(bytes)]), name);
  return fetch(job.upload.postUrl, { method: 'POST', body: form });
}

/** The first sample photographs, to be uploaded. */
export async function samples(studio: PracticeStudio, count: number) {
  return Promise.all(
    studio.samples
      .slice(0, count)
      .map(async (path) => ({ name: basename(path), bytes: new Uint8Array(await readFile(path)) })),
  );
}

export interface ListedImage {
  readonly imageId: number;
  readonly fileName: string;
  readonly preview: string;
  readonly thumbnail: string;
  readonly real: string;
  readonly downloadUrl: string;
}

export interface ListedFile {
  readonly id: number;
  readonly fileName: string;
  readonly size: number;
  readonly mD5: string;
  readonly isRejected: boolean;
  readonly acceptedByUser: boolean | null;
  readonly remarkToProcessor: string | null;
  readonly remarkFromProcessor: string | null;
  readonly tags: readonly string[];
  readonly reviews: unknown;
  readonly previousReviews: unknown;
  readonly original: ListedImage;
  readonly clipped: readonly ListedImage[] | null;
  readonly previousClipped: readonly ListedImage[] | null;
  readonly timesRejected: number;
}

export async function list(
  studio: PracticeStudio,
  job: number,
  which: 'files' | 'filesforreview' = 'files',
): Promise<readonly ListedFile[]> {
  const answer = await call(studio, 'GET', `/jobs/${job}/${which}`);
  return answer.json()['files'] as readonly ListedFile[];
}

/** Asks for the status until it is one of these, as every client has to; there is no push. */
export async function statusIs(
  studio: PracticeStudio,
  job: number,
  ...wanted: readonly string[]
): Promise<void> {
  for (;;) {
    const status = (await call(studio, 'GET', `/jobs/${job}/status`)).json()['status'];
    if (wanted.includes(String(status))) return;
  }
}

/** A job with its pictures, all worked on. */
export async function finishedJob(studio: PracticeStudio, pictures: number): Promise<NewJob> {
  const job = await newJob(studio);
  await upload(job, await samples(studio, pictures));
  await call(studio, 'POST', `/jobs/${job.id}/requestoffer`);
  await statusIs(studio, job.id, 'CJ_WAIT_ACCEPTANCE');
  await call(studio, 'POST', `/jobs/${job.id}/acceptoffer`);
  await statusIs(studio, job.id, 'CJ_WORK_DONE');
  return job;
}
