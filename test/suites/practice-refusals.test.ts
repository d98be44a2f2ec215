import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations, type OperationRow } from '../../src/main/adapters/bright-river/operations.ts';
import { startPractice, type RunningPractice } from '../servers/practice-fixture.ts';
import { newJob } from '../unit/practice/studio-client.ts';

let practice: RunningPractice;
let jobId = 0;
beforeAll(async () => {
  practice = await startPractice();
  jobId = (await newJob(practice.studio)).id;
});
afterAll(() => practice.stop());

interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Sends exactly these bytes and reads until the server closes. */
function raw(text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(practice.studio.api).port), '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      const answer = Buffer.concat(chunks).toString('utf8');
      const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
        type: /^content-type: (.+)$/im.exec(head)?.[1] ?? '',
        body,
      });
    });
  });
}

const complete = {
  Host: '127.0.0.1',
  Connection: 'close',
  Accept: 'application/json',
  'Content-Type': 'application/json',
};

/** A request with the two tokens and every documented header, except for what a test changes. */
function request(
  row: OperationRow,
  body: string | null,
  change: Readonly<Record<string, string | null>> = {},
): string {
  const { clientToken, sessionToken } = practice.studio;
  const path = row.path
    .replace('{id}', String(jobId))
    .replace('{fileName}', 'a.jpg')
    .replace('{fileId}', '1');
  const headers: Readonly<Record<string, string | null>> = {
    ...complete,
    'X-Client-Token': clientToken,
    'X-Session-Token': sessionToken,
    ...(body === null ? { 'Content-Type': null } : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...change,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return `${row.method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const missingHeader = (headerName: string): string =>
  json({ code: 'missing_header', message: 'A required header was not supplied.', headerName });
const invalidJson = json({ code: 'invalid_json', message: 'The request body could not be parsed.' });
const missingParameter = (parameterName: string): string =>
  json({ code: 'missing_parameter', message: 'A required parameter was not supplied.', parameterName });
const invalidParameter = (parameterName: string, parameterValue: string): string =>
  json({
    code: 'invalid_parameter',
    message: 'A parameter was not in the right format.',
    parameterName,
    parameterValue,
  });

const rows: readonly (readonly [string, OperationRow])[] = Object.entries(operations);

describe.each(rows)('%s', (_, row) => {
  const body = row.method === 'GET' ? null : '{"name":"Job of fruits","description":"Clip"}';

  test.each([
    ['X-Client-Token', null],
    ['X-Client-Token', ''],
    ['X-Session-Token', null],
    ['X-Session-Token', ''],
  ])('with %s as %j: 400 missing_header', async (name, value) => {
    const answer = await raw(request(row, body, { [name]: value }));
    expect(answer).toEqual({ status: 400, type: 'application/json', body: missingHeader(name) });
  });

  test.each(['X-Client-Token', 'X-Session-Token'])('with another %s: 401', async (name) => {
    expect((await raw(request(row, body, { [name]: 'another' }))).status).toBe(401);
  });

  test.each([null, '', '*/*', 'text/html', 'application/xml', 'application/*'])(
    'with Accept as %j: 406',
    async (accept) => {
      expect((await raw(request(row, body, { Accept: accept }))).status).toBe(406);
    },
  );

  if (body !== null) {
    test('without Content-Length: 411', async () => {
      const answer = await raw(request(row, '', { 'Content-Length': null }));
      expect(answer.status).toBe(411);
      expect(answer.body).toBe(
        'The request did not specify the length of its content, which is required by the requested resource',
      );
    });

    test('in chunks of unknown length: 411', async () => {
      const chunked = request(row, '0\r\n\r\n', { 'Content-Length': null, 'Transfer-Encoding': 'chunked' });
      expect((await raw(chunked)).status).toBe(411);
    });

    test.each([null, 'text/plain', 'text/json', 'multipart/form-data; boundary=x', 'application/xml'])(
      'with Content-Type as %j: 415',
      async (type) => {
        const answer = await raw(request(row, body, { 'Content-Type': type }));
        expect(answer.status).toBe(415);
        expect(answer.body).toBe(
          "The Content-Type of the request is not supported. Supported are 'application/x-www-form-urlencoded' and 'application/json'",
        );
      },
    );

    test.each(['{"name": ', 'name', '[]', '"text"', '{} {}', '\xff'])(
      'with %j as JSON: 400 invalid_json',
      async (text) => {
        expect(await raw(request(row, text))).toEqual({
          status: 400,
          type: 'application/json',
          body: invalidJson,
        });
      },
    );
  }

  if (row.path.includes('{id}'))
    test.each(['1', 'abc', '0', '99999999999999999999'])('for job %s: 404', async (id) => {
      const other = { ...row, path: row.path.replace('{id}', id) as OperationRow['path'] };
      const named = row.method === 'GET' ? null : '{"name":"x","description":"y"}';
      expect((await raw(request(other, named))).status).toBe(404);
    });
});

const review = { acceptedByUser: false, reviews: [] };
const created = { name: 'Job of fruits', description: 'Clip' };

/** Which required member is missing, or not in the right format. */
const members: readonly (readonly [operation: keyof typeof operations, body: unknown, answer: string])[] = [
  ['createJob', {}, missingParameter('name')],
  ['createJob', { description: 'Clip' }, missingParameter('name')],
  ['createJob', { ...created, name: null }, missingParameter('name')],
  ['createJob', { name: 'Job of fruits' }, missingParameter('description')],
  ['createJob', { ...created, name: 5 }, invalidParameter('name', '5')],
  ['createJob', { ...created, tags: { a: 1 } }, invalidParameter('tags', '{"a":1}')],
  ['createJob', { ...created, isTest: 'maybe' }, invalidParameter('isTest', 'maybe')],
  ['createJob', { ...created, invoiceReference: [] }, invalidParameter('invoiceReference', '[]')],
  [
    'createJob',
    { ...created, name: '' },
    json({ id: 5, code: 'name_required', message: 'Name is required.' }),
  ],
  ['updateJob', { description: 'Clip' }, missingParameter('name')],
  ['updateJob', { name: 'Job of vegetables' }, missingParameter('description')],
  ['updateJob', { ...created, description: {} }, invalidParameter('description', '{}')],
  ['reviewAll', {}, missingParameter('reviews')],
  ['reviewAll', { reviews: 'bad' }, invalidParameter('reviews', 'bad')],
  ['reviewAll', { reviews: [{ reason: 5 }] }, invalidParameter('reviews', '[{"reason":5}]')],
  ['reviewFiles', {}, missingParameter('reviews')],
  ['reviewFiles', { reviews: [{}] }, invalidParameter('reviews', '[{}]')],
  ['reviewFile', { reviews: [] }, missingParameter('acceptedByUser')],
  ['reviewFile', { acceptedByUser: false }, missingParameter('reviews')],
  ['reviewFile', { ...review, acceptedByUser: 'perhaps' }, invalidParameter('acceptedByUser', 'perhaps')],
  ['reviewFile', { ...review, reviews: 'bad' }, invalidParameter('reviews', 'bad')],
  [
    'updateFile',
    { remark: 'x' },
    json({ id: 6, code: 'no_files_to_update', message: 'File is not found or request is incorrect.' }),
  ],
];

test.each(members)('%s with %j: 400, byte for byte', async (operation, body, answer) => {
  expect(await raw(request(operations[operation], JSON.stringify(body)))).toEqual({
    status: 400,
    type: 'application/json',
    body: answer,
  });
});

test.each(members)('%s with %j as a form: the same code', async (operation, body) => {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(body as Record<string, unknown>))
    if (value !== null) sent.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  const form = sent.toString();
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await raw(request(operations[operation], form, type));
  // A number as text is a text: forms know nothing else.
  if (operation === 'createJob' && form.includes('name=5')) expect(answer.status).toBe(201);
  else expect(answer.status).toBe(400);
});
