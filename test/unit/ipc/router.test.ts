import { expect, test } from 'vitest';
import type { AppApi, Answer, JobId } from '../../../src/preload/contract/index.ts';
import { argumentSchemas } from '../../../src/main/ipc/argument-schemas.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { createRouter } from '../../../src/main/ipc/router.ts';
import type { Log } from '../../../src/main/ports/log.ts';

const ORIGIN = 'https://clipdesk.internal';
const us = { origin: ORIGIN, isTopFrame: true };

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The far side of the port: an application that answers with what it was asked. */
function farSide(answer: (call: Call) => unknown = () => null) {
  const calls: Call[] = [];
  const area = (areaName: string): unknown =>
    new Proxy(
      {},
      {
        get:
          (_target, method) =>
          async (...args: unknown[]) => {
            const call = { name: `${areaName}.${String(method)}`, args };
            calls.push(call);
            return answer(call);
          },
      },
    );
  const api = Object.fromEntries(
    Object.keys(argumentSchemas).map((name) => {
      const areaName = name.slice(0, name.indexOf('.'));
      return [areaName, area(areaName)];
    }),
  ) as unknown as AppApi;
  const lines: string[] = [];
  const write = (message: string, facts?: object): void =>
    void lines.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { info: write, warn: write, error: write };
  return { calls, lines, router: createRouter({ application: { api }, allowedOrigin: ORIGIN, log }) };
}

function codeOf(answer: Answer): string {
  return answer.ok ? 'ok' : answer.error.code;
}

const sendInput = {
  accountId: 'a1',
  name: 'Autumn',
  description: '',
  tags: ['bags'],
  invoiceReference: null,
  isTest: true,
  route: 'ftp',
  requestOffer: true,
  deadlineId: null,
  specificationKey: 7,
};

test('a request of our own page reaches its method with its arguments, and its value comes back', async () => {
  const { router, calls } = farSide(() => ['one']);
  const answer = await router.handle(us, 'jobs.send', ['j1', sendInput]);
  expect(answer).toEqual({ ok: true, value: ['one'] });
  expect(calls).toEqual([{ name: 'jobs.send', args: ['j1', sendInput] }]);
});

test('a method without a value answers null, never undefined', async () => {
  const { router } = farSide(() => undefined);
  expect(await router.handle(us, 'queue.pause', [])).toEqual({ ok: true, value: null });
});

test.each([
  [{ origin: 'https://clipdesk.internal.evil.example', isTopFrame: true }],
  [{ origin: 'http://clipdesk.internal', isTopFrame: true }],
  [{ origin: 'https://clipdesk.internal/', isTopFrame: true }],
  [{ origin: 'null', isTopFrame: true }],
  [{ origin: '', isTopFrame: true }],
  [{ origin: ORIGIN, isTopFrame: false }],
])('a stranger %o is refused before anything is looked at', async (peer) => {
  const { router, calls, lines } = farSide();
  expect(codeOf(await router.handle(peer, 'jobs.list', []))).toBe('sender_refused');
  expect(calls).toEqual([]);
  expect(lines).toHaveLength(1);
});

test.each([
  ['jobs.nothing'],
  ['jobs'],
  ['constructor'],
  ['__proto__'],
  ['toString'],
  ['jobs.constructor'],
  ['jobs.__proto__'],
  ['jobs.list.call'],
  [''],
  [42],
  [null],
  [['jobs.list']],
])('method %o is refused as unknown', async (method) => {
  const { router, calls } = farSide();
  expect(codeOf(await router.handle(us, method, []))).toBe('unknown_method');
  expect(calls).toEqual([]);
});

test.each([
  ['jobs.list', [1]],
  ['jobs.list', 'nothing'],
  ['jobs.list', undefined],
  ['jobs.get', []],
  ['jobs.get', ['']],
  ['jobs.get', [7]],
  ['jobs.get', ['j1', 'more']],
  ['jobs.send', ['j1', { ...sendInput, route: 'pigeon' }]],
  ['jobs.send', ['j1', { ...sendInput, surprise: true }]],
  ['jobs.openDraft', [['/a\0b']]],
  ['jobs.addByNumber', ['a1', 1.5]],
  ['accounts.signIn', ['a1', { sessionToken: 'abc\r\nX-Evil: 1' }]],
  [
    'reviews.decide',
    [
      'j1',
      5,
      'v',
      { kind: 'reject', reasons: [{ reason: 'x', pins: [{ x: 2, y: 0, radius: null }] }], remark: '' },
    ],
  ],
  [
    'reviews.decide',
    [
      'j1',
      5,
      'v',
      { kind: 'reject', reasons: [{ reason: 'x', pins: [{ x: NaN, y: 0, radius: null }] }], remark: '' },
    ],
  ],
  ['system.changeSettings', [{ connections: 9 }]],
  ['system.changeSettings', [{ brandColour: 'url(https://evil.example)' }]],
])('%s with %j is refused as invalid', async (method, args) => {
  const { router, calls } = farSide();
  expect(codeOf(await router.handle(us, method, args))).toBe('invalid_arguments');
  expect(calls).toEqual([]);
});

test('what is only too much says so, names the field and asks the person', async () => {
  const { router } = farSide();
  const answer = await router.handle(us, 'jobs.send', ['j1', { ...sendInput, name: 'x'.repeat(501) }]);
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'invalid_arguments', action: 'person', field: 'name' },
  });
});

test('an error of a service crosses with its code, sentence and behaviour', async () => {
  const { router } = farSide(() => {
    throw new AppError('retry', 'rate_limited', 'The service asks to wait.', { retryAt: 5, field: 'name' });
  });
  expect(await router.handle(us, 'jobs.refresh', ['j1' as JobId])).toEqual({
    ok: false,
    error: {
      code: 'rate_limited',
      message: 'The service asks to wait.',
      action: 'retry',
      retryAt: 5,
      field: 'name',
    },
  });
});

test('an unforeseen failure crosses as a bug without its own words', async () => {
  const { router, lines } = farSide(() => {
    throw new TypeError('secret-token-123');
  });
  const answer = await router.handle(us, 'jobs.list', []);
  expect(answer).toMatchObject({ ok: false, error: { code: 'unexpected', action: 'bug' } });
  expect(JSON.stringify(answer) + lines.join()).not.toContain('secret-token-123');
  expect(lines.join()).toContain('TypeError');
});

test('nothing the window sends reaches the log', async () => {
  const { router, lines } = farSide();
  await router.handle(us, 'accounts.signIn', ['a1', { clientToken: 'hunter2hunter2', extra: 1 }]);
  await router.handle(us, 'hunter2hunter2', []);
  await router.handle({ origin: 'https://hunter2hunter2', isTopFrame: true }, 'jobs.list', []);
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain('hunter2');
});

test('a method the application lacks is said at the start and refused; the others work', async () => {
  const lines: string[] = [];
  const write = (message: string, facts?: object): void =>
    void lines.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { info: write, warn: write, error: write };
  const api = {
    accounts: {},
    jobs: { list: async () => [] },
    reviews: {},
    queue: {},
    watch: {},
    system: {},
  } as unknown as AppApi;
  const router = createRouter({ application: { api }, allowedOrigin: ORIGIN, log });
  expect(lines.join()).toContain('queue.pause');
  expect(codeOf(await router.handle(us, 'queue.pause', []))).toBe('unknown_method');
  expect(await router.handle(us, 'jobs.list', [])).toEqual({ ok: true, value: [] });
});
