import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import { AppError } from '../../src/main/errors/app-error.ts';
import type { ErrorAction } from '../../src/preload/contract/index.ts';
import { json, startScriptedHttp, type Script, type ScriptedHttp } from '../servers/scripted-http.ts';

/** One request of an adapter, with what its service answers when all is well. */
export interface FarCall {
  readonly name: string;
  /** A lost answer leaves open whether it was done. */
  readonly changes: boolean;
  /** Null: nothing of the answer's body is needed. */
  readonly answer: unknown;
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

export interface FarService {
  /** The requests of a client of its own. @param http impatient enough for a test */
  open(address: string, http: HttpClient): readonly FarCall[];
  /** The script as the service plays it: what is asked before the request itself (signing in) is answered as usual. */
  around?(script: Script): Script;
  /** Texts that must never come out again. */
  readonly secrets: readonly string[];
  /** Where the documents of this service say more about a status than the common list does. */
  readonly own: Readonly<Record<number, readonly [action: ErrorAction, code: string]>>;
}

type Row = readonly [status: number, action: ErrorAction, code: string, open: boolean];

/** The list of REST statuses without its successes, and the two that ask for patience. */
const refusals: readonly Row[] = [
  [301, 'person', 'moved', false],
  [302, 'person', 'moved', false],
  [304, 'retry', 'not_modified', false],
  [307, 'person', 'moved', false],
  [400, 'person', 'invalid_parameter', false],
  [401, 'sign-in', 'session_token', false],
  [403, 'person', 'forbidden', false],
  [404, 'gone', 'not_found', false],
  [405, 'bug', 'method_not_allowed', false],
  [409, 'conflict', 'conflict', false],
  [412, 'conflict', 'precondition_failed', false],
  [429, 'retry', 'too_many_requests', false],
  [500, 'retry', 'server_error', true],
  [502, 'retry', 'unavailable', true],
  [503, 'retry', 'unavailable', true],
];

const never = new AbortController().signal;

/**
 * What every adapter of a service has to make of the list of REST statuses and of a network that fails: the same actions,
 * the same codes, and nothing secret in what comes out.
 */
export function farServiceSuite(name: string, service: FarService): void {
  describe(`${name}: statuses and faults`, () => {
    let server: ScriptedHttp;
    let elsewhere: ScriptedHttp;
    let http: HttpClient;
    beforeAll(async () => {
      [server, elsewhere] = [await startScriptedHttp(), await startScriptedHttp()];
      http = createHttpClient({ connectTimeout: 2000, headersTimeout: 400, bodyTimeout: 400 });
    });
    afterAll(async () => {
      await http.close();
      await server.stop();
      await elsewhere.stop();
    });

    const play = (script: Script): void => {
      server.play(service.around?.(script) ?? script);
    };

    /** How a request ends, in a client of its own. */
    async function end(index: number, address: string) {
      const call = service.open(address, http)[index];
      if (call === undefined) throw new Error('a client has the same requests as any other');
      const error: unknown = await call.run(never).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error === null) return { call, error };
      if (!(error instanceof AppError)) throw new Error(`${call.name} failed oddly`, { cause: error });
      expect(error.message, call.name).toMatch(/^[A-Z“].+[.]$/s);
      const all = `${inspect(error, { depth: 10 })} ${JSON.stringify(error)}`;
      for (const secret of service.secrets) expect(all, call.name).not.toContain(secret);
      return { call, error };
    }

    /** How every request ends at the same answer. */
    function ends(script: Script, address = server.origin) {
      play(script);
      return Promise.all(service.open(address, http).map((_, index) => end(index, address)));
    }

    const shape = (error: AppError | null) =>
      error === null ? 'done' : { action: error.action, code: error.code, maybeDone: error.maybeDone };

    test.each([200, 201])('on %i with its answer: done', async (status) => {
      for (const [index, { answer }] of service.open(server.origin, http).entries()) {
        play(json(answer ?? {}, status));
        const { call, error } = await end(index, server.origin);
        expect([call.name, shape(error)]).toEqual([call.name, 'done']);
      }
    });

    test('on 204: done where nothing of the answer is needed', async () => {
      for (const { call, error } of await ends(json(undefined, 204)))
        expect([call.name, error?.code ?? 'done']).toEqual([
          call.name,
          call.answer === null ? 'done' : 'bad_answer',
        ]);
    });

    test.each(refusals)('on %i: %s (%s)', async (status, action, code, open) => {
      const [ownAction, ownCode] = service.own[status] ?? [action, code];
      // A server that says back everything it was told.
      const telling: Script = (request, response) => {
        const headers = Object.values(request.headers)
          .join(' ')
          .replaceAll(/[\w-]+=/g, '');
        const told = `${headers} ${request.body.toString()}`;
        json(status === 304 ? undefined : { message: `<b>No</b> ${told}` }, status)(request, response);
      };
      for (const { call, error } of await ends(telling))
        expect([call.name, shape(error)]).toEqual([
          call.name,
          { action: ownAction, code: ownCode, maybeDone: call.changes && open },
        ]);
    });

    test.each([429, 503])('on %i with Retry-After: not before that', async (status) => {
      for (const { call, error } of await ends(json({}, status, { 'retry-after': '120' })))
        expect([call.name, error?.retryAt]).toEqual([call.name, 120_000]);
    });

    test('where nobody listens: offline, nothing done', async () => {
      const gone = await startScriptedHttp();
      await gone.stop();
      for (const { call, error } of await ends(json({}), gone.origin))
        expect([call.name, shape(error)]).toEqual([
          call.name,
          { action: 'retry', code: 'offline', maybeDone: false },
        ]);
    });

    test.each<readonly [string, string, Script]>([
      ['broken off', 'connection_lost', (_, response) => response.socket?.destroy()],
      ['never answered', 'timeout', () => undefined],
    ])('%s: tried again (%s), and a change may have been done', async (_what, code, script) => {
      for (const { call, error } of await ends(script))
        expect([call.name, shape(error)]).toEqual([
          call.name,
          { action: 'retry', code, maybeDone: call.changes },
        ]);
    });

    test.each<readonly [string, Script]>([
      [
        'half an answer',
        (_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"half":', () => response.socket?.destroy());
        },
      ],
      ['a web page', (_, response) => response.end('<html><title>Sign in</title></html>')],
      ['another shape', json('nothing of it')],
      [
        'far too long an answer',
        (_, response) => {
          response.writeHead(200, { 'content-length': String(2 ** 31) });
          response.write('{');
        },
      ],
    ])('%s: tried again where it is needed', async (_what, script) => {
      for (const { call, error } of await ends(script)) {
        if (call.answer === null) continue;
        expect([call.name, error?.action, error?.maybeDone]).toEqual([call.name, 'retry', call.changes]);
      }
    });

    test('a redirect to another host is not followed, and nothing is sent there', async () => {
      const away = elsewhere.origin.replace('127.0.0.1', 'localhost');
      for (const { call, error } of await ends(json({}, 307, { location: `${away}/x` })))
        expect([call.name, error?.action, error?.code]).toEqual([call.name, 'person', 'moved_elsewhere']);
      expect(elsewhere.seen).toEqual([]);
    });
  });
}
