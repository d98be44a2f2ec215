import { describe, expect, test } from 'vitest';
import { errorForNetwork, stoppedError } from '../../../src/main/errors/network-errors.ts';

const rows: readonly (readonly [cause: string, code: string, mayHaveArrived: boolean])[] = [
  ['ECONNREFUSED', 'offline', false],
  ['ENOTFOUND', 'offline', false],
  ['EAI_AGAIN', 'offline', false],
  ['ENETUNREACH', 'offline', false],
  ['EHOSTUNREACH', 'offline', false],
  ['UND_ERR_CONNECT_TIMEOUT', 'offline', false],
  ['ETIMEDOUT', 'timeout', true],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout', true],
  ['UND_ERR_BODY_TIMEOUT', 'timeout', true],
  ['ECONNRESET', 'connection_lost', true],
  ['EPIPE', 'connection_lost', true],
  ['UND_ERR_SOCKET', 'connection_lost', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', false],
  ['CERT_HAS_EXPIRED', 'certificate', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', false],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate', false],
  ['HPE_INVALID_CONSTANT', 'bad_answer', true],
  ['UND_ERR_HEADERS_OVERFLOW', 'bad_answer', true],
  ['SOMETHING_NEW', 'connection_lost', true],
];

describe('no answer at all', () => {
  test.each(rows)('%s means: again later (%s), may have arrived: %s', (cause, code, mayHaveArrived) => {
    const thrown = Object.assign(new Error('words'), { code: cause });
    const error = errorForNetwork(thrown, { service: 'Bright River', operation: 'x', changes: true });
    expect({ action: error.action, code: error.code, maybeDone: error.maybeDone }).toEqual({
      action: 'retry',
      code,
      maybeDone: mayHaveArrived,
    });
    expect(error.message).toMatch(/^(?=[A-Z]).*Bright River.*[.]$/);
    expect(errorForNetwork(thrown, { changes: false }).maybeDone).toBe(false);
  });

  test('finds the reason below other errors', () => {
    const inner = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(errorForNetwork(new AggregateError([inner, inner])).code).toBe('offline');
    expect(errorForNetwork(new Error('failed', { cause: inner })).code).toBe('offline');
  });

  test.each([null, undefined, 'text', 5, {}])('survives %j', (cause) => {
    expect(errorForNetwork(cause).action).toBe('retry');
  });

  test('stopped is no failure: it goes on later', () => {
    expect(stoppedError(true)).toMatchObject({ action: 'retry', code: 'cancelled', maybeDone: true });
  });
});
