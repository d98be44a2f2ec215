import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PracticeSite } from './site-content.ts';
import { answerCall, type CrafterAnswer, type CrafterCall, type CrafterHouse } from './studio-calls.ts';

export interface CrafterFailure {
  /** `any`: whichever comes next. */
  readonly call: CrafterCall | 'any';
  /** A status; `drop`: the connection ends without an answer; `hang`: no answer at all; `success-false`: 200 with `success: false`. */
  readonly with: number | 'drop' | 'hang' | 'success-false';
  readonly times?: number;
  readonly retryAfter?: string;
  /** True: carried out first, only the answer is lost or replaced. */
  readonly afterDoing?: boolean;
}

export interface CrafterStandIn {
  /** With `/studio`. */
  readonly api: string;
  readonly user: string;
  readonly password: string;
  readonly rejected: CrafterHouse['rejected'];
  /** Calls that arrived, by name, in order. */
  readonly calls: readonly CrafterCall[];
  /** Bodies of rejections as they came, in order. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  failNext(failure: CrafterFailure): void;
  /** Called before such a call is answered. */
  onCall(call: CrafterCall, listener: () => void): void;
  /** Ends every session, as an hour without a call does. */
  expireSessions(): void;
  /** Milliseconds every answer waits. */
  slowAnswers(milliseconds: number): void;
  mayPublish(may: boolean): void;
  takesNow(takes: boolean): void;
  setPassword(password: string): void;
  /** Nobody listens any more; sites and sessions stay. */
  goAway(): Promise<void>;
  /** Listens again where it did before. */
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const largestBody = 1024 * 1024;
const routes: Readonly<Record<string, readonly [CrafterCall, 'GET' | 'POST']>> = {
  'security/login.json': ['login', 'POST'],
  'security/validate-session.json': ['validate-session', 'GET'],
  'site/get-per-user.json': ['get-per-user', 'GET'],
  'site/get-canned-message.json': ['get-canned-message', 'GET'],
  'workflow/get-go-live-items.json': ['get-go-live-items', 'GET'],
  'workflow/get-workflow-affected-paths.json': ['get-workflow-affected-paths', 'GET'],
  'workflow/reject.json': ['reject', 'POST'],
  'content/get-content-at-path.bin': ['get-content-at-path', 'GET'],
};

function cookie(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key = '', ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

async function members(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).byteLength;
    if (size > largestBody) return null;
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

const forged: CrafterAnswer = {
  status: 403,
  body: {
    status: 403,
    error: 'Forbidden',
    message: "Invalid CSRF Token 'null' was found on the request parameter '_csrf' or header 'X-XSRF-TOKEN'.",
  },
};

/**
 * A publishing server as the documents describe it, on loopback: forgery token, session, and the workflow of its sites.
 * As strict as they are: what misses the token is 403, what misses the session 401.
 */
export async function startCrafterStandIn(
  sites: readonly PracticeSite[],
  port = 0,
  firstPassword = randomBytes(9).toString('base64url'),
): Promise<CrafterStandIn> {
  const user = 'photographer';
  let password = firstPassword;
  let publishes = true;
  let now = false;
  let delay = 0;
  const sessions = new Set<string>();
  const calls: CrafterCall[] = [];
  const bodies: Readonly<Record<string, unknown>>[] = [];
  const listeners: { readonly call: CrafterCall; readonly listener: () => void }[] = [];
  const failures: { readonly failure: CrafterFailure; left: number }[] = [];
  const house: CrafterHouse = {
    sites: new Map(sites.map((site) => [site.id, site])),
    mayPublish: () => publishes,
    takesNow: () => now,
    rejected: [],
  };

  const takeFailure = (call: CrafterCall): CrafterFailure | null => {
    const found = failures.find(
      ({ failure, left }) => left > 0 && (failure.call === call || failure.call === 'any'),
    );
    if (found === undefined) return null;
    found.left -= 1;
    return found.failure;
  };

  const signIn = (body: Readonly<Record<string, unknown>>): CrafterAnswer => {
    if (typeof body['username'] !== 'string' || typeof body['password'] !== 'string')
      return { status: 400, body: { message: 'Invalid parameter(s): [username, password]' } };
    if (body['username'] !== user || body['password'] !== password)
      return { status: 401, body: { message: 'Bad credentials' } };
    const session = randomUUID();
    sessions.add(session);
    return {
      status: 200,
      body: { username: user, first_name: 'Pat', last_name: 'Lens', email: 'pat@example.com' },
      headers: { 'set-cookie': `JSESSIONID=${session}; Path=/studio; HttpOnly` },
    };
  };

  const answer = async (
    request: IncomingMessage,
    url: URL,
    [call, method]: readonly [CrafterCall, string],
  ): Promise<CrafterAnswer> => {
    if (request.method !== method) return { status: 405, body: null };
    const body = method === 'POST' ? await members(request) : {};
    if (method === 'POST') {
      const token = cookie(request, 'XSRF-TOKEN') ?? '';
      if (token === '' || token !== request.headers['x-xsrf-token']) return forged;
      if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
        return { status: 415, body: { message: 'Unsupported Media Type' } };
    }
    if (body === null) return { status: 400, body: { message: 'Invalid parameter(s): [body]' } };
    if (call === 'reject') bodies.push(body);
    if (call === 'login') return signIn(body);
    if (!sessions.has(cookie(request, 'JSESSIONID') ?? ''))
      return { status: 401, body: { message: 'Unauthorized' } };
    return (
      answerCall(house, call, { query: url.searchParams, members: body }) ?? {
        status: 404,
        body: { message: 'Not found' },
      }
    );
  };

  const send = (response: ServerResponse, { status, body, headers }: CrafterAnswer): void => {
    const bytes = body instanceof Uint8Array ? body : Buffer.from(body === null ? '' : JSON.stringify(body));
    response.writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      ...headers,
      'content-length': bytes.byteLength,
    });
    response.end(bytes);
  };

  const failWith = (failure: CrafterFailure, response: ServerResponse): void => {
    if (failure.with === 'hang') return;
    if (failure.with === 'drop') response.socket?.destroy();
    else if (failure.with === 'success-false')
      send(response, {
        status: 200,
        body: { status: 500, message: '<b>Something</b> failed<br/>inside', success: false },
      });
    else
      send(response, {
        status: failure.with,
        body: { message: 'Planned' },
        ...(failure.retryAfter === undefined ? {} : { headers: { 'retry-after': failure.retryAfter } }),
      });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = routes[url.pathname.replace(/^\/studio\/api\/1\/services\/api\/1\//, '')];
    if (route === undefined) {
      send(response, { status: 404, body: { message: 'Not found' } });
      return;
    }
    calls.push(route[0]);
    for (const { call, listener } of listeners) if (call === route[0]) listener();
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const failure = takeFailure(route[0]);
    if (failure !== null && failure.afterDoing !== true) {
      failWith(failure, response);
      return;
    }
    const done = await answer(request, url, route);
    if (failure === null) send(response, done);
    else failWith(failure, response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    api: `http://127.0.0.1:${String(address.port)}/studio`,
    user,
    get password() {
      return password;
    },
    rejected: house.rejected,
    calls,
    bodies,
    onCall: (call, listener) => void listeners.push({ call, listener }),
    failNext: (failure) => void failures.push({ failure, left: failure.times ?? 1 }),
    expireSessions() {
      sessions.clear();
    },
    slowAnswers: (milliseconds) => void (delay = milliseconds),
    mayPublish: (may) => void (publishes = may),
    takesNow: (takes) => void (now = takes),
    setPassword: (next) => void (password = next),
    goAway: close,
    async comeBack() {
      server.listen(address.port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop: () => (server.listening ? close() : Promise.resolve()),
  };
}
