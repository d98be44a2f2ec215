import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import type { ErrorAction } from '../../../../src/preload/contract/index.ts';
import { json, type Script } from '../../../servers/scripted-http.ts';
import { startClientFixture, type ClientFixture } from './client-fixture.ts';
import { trials, type OperationTrial } from './operation-trials.ts';

const never = new AbortController().signal;
const all = Object.values(trials);

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startClientFixture();
});
afterAll(() => fixture.stop());

async function failure(trial: OperationTrial): Promise<AppError> {
  const error: unknown = await trial.call(fixture.open(), never).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`${trial.request} did not fail`);
  return error;
}

/** Every operation meets the same answer; each has to end in the same action. */
async function failures(script: Script) {
  fixture.server.play(script);
  const found = [];
  for (const trial of all) {
    const error = await failure(trial);
    expect(error.message).toMatch(/^[A-Z].+[.]$/);
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(
      /s3cret|session-secret|client-secret|127\.0/,
    );
    found.push({ error, changes: trial.body !== undefined });
  }
  return found;
}

type Row = readonly [status: number, action: ErrorAction, code: string, openForChanges: boolean];

/** The seventeen of the list of REST statuses that are no success, and 406, 408, 410, 411, 415, 429. */
const refusals: readonly Row[] = [
  [301, 'person', 'moved', false],
  [302, 'person', 'moved', false],
  [304, 'retry', 'not_modified', false],
  [307, 'person', 'moved', false],
  [400, 'conflict', 'bad_request', false],
  [401, 'sign-in', 'session_token', false],
  [403, 'person', 'forbidden', false],
  [404, 'gone', 'not_found', false],
  [405, 'bug', 'method_not_allowed', false],
  [406, 'bug', 'not_acceptable', false],
  [408, 'retry', 'timeout', true],
  [409, 'conflict', 'conflict', false],
  [410, 'gone', 'gone', false],
  [411, 'bug', 'length_required', false],
  [412, 'conflict', 'precondition_failed', false],
  [415, 'bug', 'unsupported_media_type', false],
  [429, 'retry', 'too_many_requests', false],
  [500, 'retry', 'server_error', true],
  [502, 'retry', 'unavailable', true],
  [503, 'retry', 'unavailable', true],
];

describe('every operation', () => {
  test.each(refusals)('on %i: %s (%s)', async (status, action, code, openForChanges) => {
    const bodies = [undefined, { message: 's3cret' }, '<html>s3cret</html>'];
    for (const body of status === 304 ? [undefined] : bodies) {
      for (const { error, changes } of await failures(json(body, status)))
        expect({ action: error.action, code: error.code, maybeDone: error.maybeDone }).toEqual({
          action,
          code,
          maybeDone: changes && openForChanges,
        });
    }
  });

  test.each([200, 201, 204])('on %i: done', async (status) => {
    for (const trial of all) {
      if (status === 204 && trial.result !== undefined) continue;
      fixture.server.play(json(status === 204 ? undefined : trial.answer, status));
      expect(await trial.call(fixture.open(), never)).toEqual(trial.result);
    }
  });

  test('on no answer: tried again, and a change may have been done', async () => {
    for (const { error, changes } of await failures((_, response) => response.socket?.destroy()))
      expect(error).toMatchObject({ action: 'retry', code: 'connection_lost', maybeDone: changes });
  });

  test('where nobody listens: offline, nothing done', async () => {
    const gone = await startClientFixture();
    await gone.server.stop();
    for (const trial of all) {
      const error: unknown = await trial.call(gone.open(), never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ action: 'retry', code: 'offline', maybeDone: false });
    }
    await gone.stop();
  });

  test.each([
    [{ code: 'missing_header', headerName: 'X-Client-Token' }, 'sign-in', 'client_token', 'clientToken'],
    [{ code: 'missing_header', headerName: 'X-Session-Token' }, 'sign-in', 'session_token', 'sessionToken'],
    [{ code: 'missing_header', headerName: 'Accept' }, 'bug', 'missing_header', undefined],
    [{ code: 'invalid_json' }, 'bug', 'invalid_json', undefined],
    [{ code: 'missing_parameter', parameterName: 'email' }, 'person', 'missing_parameter', 'email'],
    [
      { code: 'invalid_parameter', parameterName: 'email', parameterValue: 's3cret' },
      'person',
      'invalid_parameter',
      'email',
    ],
    [{ id: 5, code: 'name_required' }, 'person', 'name_required', 'name'],
    [{ id: 6, code: 'no_files_to_update' }, 'person', 'no_files_to_update', 'fileName'],
  ])('on 400 with %j: %s (%s) about %s', async (body, action, code, field) => {
    for (const { error } of await failures(json({ message: 's3cret', ...body }, 400)))
      expect({ action: error.action, code: error.code, field: error.field, open: error.maybeDone }).toEqual({
        action,
        code,
        field,
        open: false,
      });
  });

  test.each([429, 503])('on %i with Retry-After: not before that', async (status) => {
    for (const { error } of await failures(json(undefined, status, { 'retry-after': '120' })))
      expect(error.retryAt).toBe(120_000);
  });
});
