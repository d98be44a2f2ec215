import { describe, expect, test } from 'vitest';
import { errorForHttp } from '../../../src/main/errors/http-errors.ts';
import type { ErrorAction } from '../../../src/preload/contract/index.ts';

const now = Date.UTC(2026, 0, 1);

function of(status: number, body: unknown = null, more: { maybeDone?: boolean; retryAfter?: string } = {}) {
  return errorForHttp({
    status,
    body,
    retryAfter: more.retryAfter ?? null,
    now,
    operation: 'accepting the offer',
    maybeDone: more.maybeDone ?? true,
    service: 'Bright River',
  });
}

type Row = readonly [status: number, action: ErrorAction, code: string, maybeDone: boolean];

// Every status of the list of REST response codes, those the Bright River documents name, and the usual others.
const rows: readonly Row[] = [
  [301, 'person', 'moved', false],
  [302, 'person', 'moved', false],
  [303, 'person', 'moved', true],
  [304, 'retry', 'not_modified', false],
  [307, 'person', 'moved', false],
  [308, 'person', 'moved', false],
  [399, 'person', 'moved', false],
  [400, 'conflict', 'bad_request', false],
  [401, 'sign-in', 'session_token', false],
  [402, 'bug', 'refused', false],
  [403, 'person', 'forbidden', false],
  [404, 'gone', 'not_found', false],
  [405, 'bug', 'method_not_allowed', false],
  [406, 'bug', 'not_acceptable', false],
  [408, 'retry', 'timeout', true],
  [409, 'conflict', 'conflict', false],
  [410, 'gone', 'gone', false],
  [411, 'bug', 'length_required', false],
  [412, 'conflict', 'precondition_failed', false],
  [413, 'person', 'too_large', false],
  [414, 'bug', 'address_too_long', false],
  [415, 'bug', 'unsupported_media_type', false],
  [418, 'bug', 'refused', false],
  [423, 'conflict', 'locked', false],
  [425, 'retry', 'unavailable', true],
  [428, 'conflict', 'precondition_required', false],
  [429, 'retry', 'too_many_requests', false],
  [431, 'bug', 'headers_too_large', false],
  [451, 'person', 'forbidden', false],
  [500, 'retry', 'server_error', true],
  [501, 'bug', 'not_supported', false],
  [502, 'retry', 'unavailable', true],
  [503, 'retry', 'unavailable', true],
  [504, 'retry', 'unavailable', true],
  [507, 'person', 'storage_full', false],
  [511, 'retry', 'captive_network', false],
  [599, 'retry', 'server_error', true],
  [200, 'bug', 'bad_answer', true],
  [201, 'bug', 'bad_answer', true],
  [204, 'bug', 'bad_answer', true],
  [101, 'bug', 'bad_answer', true],
];

describe('the table of HTTP statuses', () => {
  test.each(rows)('%i means %s (%s), outcome open: %s', (status, action, code, maybeDone) => {
    const error = of(status);
    expect({ action: error.action, code: error.code, maybeDone: error.maybeDone }).toEqual({
      action,
      code,
      maybeDone,
    });
    expect(error.message).toMatch(/^[A-Z].+[.]$/);
    expect(error.message).not.toMatch(/\d{3}|%|undefined|null/);
  });

  test('a read that failed never leaves the outcome open', () => {
    for (const [status] of rows) expect(of(status, null, { maybeDone: false }).maybeDone).toBe(false);
  });

  test('the session token is named when it is the one that is over', () => {
    const error = of(401);
    expect(error.field).toBe('sessionToken');
    expect(error.message).toContain('The session token of Bright River is not accepted any more');
  });
});

describe('the documented 400 codes', () => {
  const documented: readonly (readonly [
    body: Readonly<Record<string, unknown>>,
    action: ErrorAction,
    code: string,
    field: string | undefined,
  ])[] = [
    [{ code: 'missing_header', headerName: 'X-Client-Token' }, 'sign-in', 'client_token', 'clientToken'],
    [{ code: 'missing_header', headerName: 'x-session-token' }, 'sign-in', 'session_token', 'sessionToken'],
    [{ code: 'invalid_header', headerName: 'X-Client-Token' }, 'sign-in', 'client_token', 'clientToken'],
    [{ code: 'missing_header', headerName: 'Accept' }, 'bug', 'missing_header', undefined],
    [{ code: 'invalid_json' }, 'bug', 'invalid_json', undefined],
    [
      { code: 'missing_parameter', parameterName: 'description' },
      'person',
      'missing_parameter',
      'description',
    ],
    [
      { code: 'invalid_parameter', parameterName: 'email', parameterValue: 'foo@example' },
      'person',
      'invalid_parameter',
      'email',
    ],
    [
      { code: 'invalid_parameter', parameterName: 'id', parameterValue: '5' },
      'conflict',
      'bad_request',
      undefined,
    ],
    [{ code: 'invalid_parameter', parameterName: 'fileId' }, 'conflict', 'bad_request', undefined],
    [{ code: 'missing_parameter' }, 'person', 'missing_parameter', undefined],
    [{ code: 'invalid_parameter', parameterName: '<b>odd</b>' }, 'person', 'invalid_parameter', undefined],
    [{ code: 'name_required' }, 'person', 'name_required', 'name'],
    [{ code: 'no_files_to_update' }, 'person', 'no_files_to_update', 'fileName'],
    [{ code: 'something_else' }, 'conflict', 'bad_request', undefined],
    [{}, 'conflict', 'bad_request', undefined],
  ];

  test.each(documented)('%j means %s (%s) about %s', (body, action, code, field) => {
    const error = of(400, { message: 'The words of the server.', ...body });
    expect({ action: error.action, code: error.code, field: error.field }).toEqual({ action, code, field });
    expect(error.maybeDone).toBe(false);
    expect(error.message).not.toContain('foo@example');
    expect(error.message).not.toContain('The words of the server');
  });

  test.each(['text', 7, null, [], { code: 5 }, { code: null }])('a body like %j is no obstacle', (body) => {
    expect(of(400, body).code).toBe('bad_request');
  });

  test('a 401 about the client token says so', () => {
    expect(of(401, { code: 'invalid_header', headerName: 'X-Client-Token' }).field).toBe('clientToken');
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', now + 120_000],
    ['0', now],
    ['Thu, 01 Jan 2026 00:01:00 GMT', now + 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', now],
    ['999999999', now + 86_400_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('%j', (retryAfter, moment) => {
    expect(of(503, null, { retryAfter }).retryAt).toBe(moment);
    expect(of(429, null, { retryAfter }).retryAt).toBe(moment);
  });

  test('counts only where trying again helps', () => {
    expect(of(403, null, { retryAfter: '5' }).retryAt).toBeUndefined();
  });
});
