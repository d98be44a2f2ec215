import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { call, newJob, type NewJob } from './studio-client.ts';

let practice: RunningPractice;
let job: NewJob;

beforeAll(async () => {
  practice = await startPractice();
  job = await newJob(practice.studio);
});

afterAll(() => practice.stop());

const body = { name: 'Job of fruits', description: 'Clip' };

const operations: readonly (readonly [string, string])[] = [
  ['POST', '/jobs'],
  ['PUT', '/jobs/{id}'],
  ['GET', '/jobs/{id}'],
  ['GET', '/jobs/{id}/status'],
  ['GET', '/jobs/{id}/files'],
  ['GET', '/jobs/{id}/files/a.jpg'],
  ['PUT', '/jobs/{id}/files/a.jpg'],
  ['GET', '/jobs/{id}/filesextended/1'],
  ['POST', '/jobs/{id}/requestoffer'],
  ['POST', '/jobs/{id}/acceptoffer'],
  ['POST', '/jobs/{id}/cancel'],
  ['GET', '/jobs/{id}/filesforreview'],
  ['POST', '/jobs/{id}/accept'],
  ['POST', '/jobs/{id}/files/1/accept'],
  ['POST', '/jobs/{id}/review'],
  ['POST', '/jobs/{id}/files/review'],
  ['POST', '/jobs/{id}/files/1/review'],
  ['PUT', '/jobs/{id}/files/a.jpg/rejectionreasons'],
  ['POST', '/jobs/{id}/close'],
  ['GET', '/jobs/{id}/rejectedjobs'],
  ['GET', '/jobs/{id}/rejectedfilescount'],
  ['POST', '/reject'],
  ['GET', '/accounts/me/rejecttypes'],
];

describe.each(operations)('%s %s', (method, path) => {
  const here = (): string => path.replace('{id}', String(job.id));
  const changes = method === 'GET' ? {} : { body };

  test.each([
    ['x-client-token', 'X-Client-Token'],
    ['x-session-token', 'X-Session-Token'],
  ])('without %s: missing_header, byte for byte', async (sent, named) => {
    const answer = await call(practice.studio, method, here(), { ...changes, without: [sent] });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.text).toBe(
      `{\n  "code": "missing_header",\n  "message": "A required header was not supplied.",\n  "headerName": "${named}"\n}`,
    );
  });

  test('with a wrong token: 401', async () => {
    const headers = { 'x-session-token': 'wrong' };
    expect((await call(practice.studio, method, here(), { ...changes, headers })).status).toBe(401);
  });

  test.each(['*/*', 'text/html', 'application/json, text/plain'])('with Accept %s: 406', async (accept) => {
    const answer = await call(practice.studio, method, here(), { ...changes, headers: { accept } });
    expect(answer.status).toBe(406);
  });

  test('with another method: 405', async () => {
    expect((await call(practice.studio, 'DELETE', here())).status).toBe(405);
  });

  if (path.includes('{id}'))
    test.each(['999', 'abc', '-1'])('for job %s: 404', async (id) => {
      const answer = await call(practice.studio, method, path.replace('{id}', id), {
        ...(method === 'GET' ? {} : { body: { ...body, reviews: [], acceptedByUser: true } }),
      });
      expect(answer.status).toBe(404);
    });

  if (method !== 'GET') {
    test('with another type of body: 415', async () => {
      const headers = { 'content-type': 'text/plain' };
      expect((await call(practice.studio, method, here(), { body, headers })).status).toBe(415);
    });

    test('with broken JSON: invalid_json, byte for byte', async () => {
      const answer = await call(practice.studio, method, here(), { body: '{"name": ' });
      expect(answer.status).toBe(400);
      expect(answer.text).toBe(
        '{\n  "code": "invalid_json",\n  "message": "The request body could not be parsed."\n}',
      );
    });

    test('with a body of unknown length: 411', async () => {
      const { studio } = practice;
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${studio.api}${here()}`, {
          method,
          headers: {
            'x-client-token': studio.clientToken,
            'x-session-token': studio.sessionToken,
            accept: 'application/json',
            'content-type': 'application/json',
            'transfer-encoding': 'chunked',
          },
        });
        sent.on('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(body));
      });
      expect(status).toBe(411);
    });
  }
});

test('what is not there at all: 404', async () => {
  expect((await call(practice.studio, 'GET', '/v1/jobs')).status).toBe(404);
  expect((await call(practice.studio, 'GET', '/faults')).status).toBe(404);
});

test('POST /jobs without a description: missing_parameter, byte for byte', async () => {
  const answer = await call(practice.studio, 'POST', '/jobs', { body: { name: 'x' } });
  expect(answer.status).toBe(400);
  expect(answer.text).toBe(
    '{\n  "code": "missing_parameter",\n  "message": "A required parameter was not supplied.",\n  "parameterName": "description"\n}',
  );
});

test('POST /jobs with a member of another kind: invalid_parameter, byte for byte', async () => {
  const answer = await call(practice.studio, 'POST', '/jobs', { body: { ...body, isTest: 'maybe' } });
  expect(answer.status).toBe(400);
  expect(answer.text).toBe(
    '{\n  "code": "invalid_parameter",\n  "message": "A parameter was not in the right format.",\n  "parameterName": "isTest",\n  "parameterValue": "maybe"\n}',
  );
});

test('POST /jobs with an empty name: custom error 5', async () => {
  const answer = await call(practice.studio, 'POST', '/jobs', { body: { ...body, name: ' ' } });
  expect(answer.status).toBe(400);
  expect(answer.json()).toEqual({ id: 5, code: 'name_required', message: 'Name is required.' });
});

test('PUT …/files/{fileName} of a file that is not there: custom error 6', async () => {
  const answer = await call(practice.studio, 'PUT', `/jobs/${job.id}/files/none.jpg`, { body: {} });
  expect(answer.status).toBe(400);
  expect(answer.json()).toEqual({
    id: 6,
    code: 'no_files_to_update',
    message: 'File is not found or request is incorrect.',
  });
});

test('an offer over nothing, and actions before their time: 400', async () => {
  for (const action of ['requestoffer', 'acceptoffer', 'accept', 'close']) {
    const answer = await call(practice.studio, 'POST', `/jobs/${job.id}/${action}`);
    expect([answer.status, answer.json()['parameterName']]).toEqual([400, 'id']);
  }
});
