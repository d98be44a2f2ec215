import { expect, test } from 'vitest';
import { errorForPart } from '../../../src/main/errors/part-errors.ts';
import { errorForRpc, type RpcFailure } from '../../../src/main/errors/rpc-status.ts';

const failure = (change: Partial<RpcFailure>): RpcFailure => ({
  status: 500,
  body: null,
  words: '',
  retryAfter: null,
  now: 0,
  operation: 'cancelling the upload',
  maybeDone: true,
  service: 'the library',
  ...change,
});

const rpc = (code: number) => ({ code, message: 'no', details: [{ '@type': 'a/b' }] });

test.each([
  [1, 'retry', 'rpc_cancelled'],
  [2, 'retry', 'server_error'],
  [3, 'person', 'invalid_argument'],
  [4, 'retry', 'timeout'],
  [5, 'gone', 'not_found'],
  [6, 'conflict', 'already_exists'],
  [7, 'person', 'forbidden'],
  [8, 'retry', 'too_many_requests'],
  [9, 'conflict', 'failed_precondition'],
  [10, 'retry', 'aborted'],
  [11, 'person', 'out_of_range'],
  [12, 'bug', 'not_supported'],
  [13, 'retry', 'server_error'],
  [14, 'retry', 'unavailable'],
  [15, 'person', 'data_loss'],
  [16, 'sign-in', 'token'],
] as const)('code %i is %s: %s, whatever the HTTP status', (code, action, name) => {
  for (const status of [400, 500, 418])
    expect(errorForRpc(failure({ status, body: rpc(code) }))).toMatchObject({ action, code: name });
});

test.each([
  [400, 'person', 'invalid_argument'],
  [401, 'sign-in', 'token'],
  [403, 'person', 'forbidden'],
  [404, 'gone', 'not_found'],
  [500, 'retry', 'server_error'],
  [503, 'retry', 'unavailable'],
] as const)('without a code of its own, HTTP %i is %s: %s', (status, action, name) => {
  for (const body of [null, {}, { code: 0 }, { code: '3' }, { code: 99 }, 'text', []])
    expect(errorForRpc(failure({ status, body }))).toMatchObject({ action, code: name });
});

test('a failure of the server’s side leaves open whether it was done; a refusal does not', () => {
  expect(errorForRpc(failure({ body: rpc(13) })).maybeDone).toBe(true);
  expect(errorForRpc(failure({ body: rpc(3) })).maybeDone).toBe(false);
  expect(errorForRpc(failure({ status: 503, body: rpc(14), retryAfter: '7' })).retryAt).toBe(7_000);
});

test.each([
  [403, '<Error><Code>AccessDenied</Code></Error>', 'address_expired'],
  [400, '<Error><Code>ExpiredToken</Code></Error>', 'address_expired'],
  [404, '<Error><Code>NoSuchUpload</Code></Error>', 'session_gone'],
  [400, '<Error><Code>IncompleteBody</Code></Error>', 'part_damaged'],
  [400, '<Error><Code>EntityTooSmall</Code></Error>', 'part_refused'],
  [503, '<Error><Code>SlowDown</Code></Error>', 'unavailable'],
] as const)('a store’s %i %s is %s', (status, text, code) => {
  expect(errorForPart(failure({ status }), text).code).toBe(code);
});
