import type { Readable } from 'node:stream';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { AppError } from '../../errors/app-error.ts';
import { errorForNetwork, stoppedError } from '../../errors/network-errors.ts';
import type { NetworkPaths } from '../../ports/network-path.ts';
import { checkedUrl } from './addresses.ts';
import { limitAnswer, type AnswerLimit } from './answer-limit.ts';
import { systemAuthorities } from './authorities.ts';
import { moveTarget, nextHop } from './redirects.ts';
import { connectorByWay } from './way-connector.ts';

/** A request body that can be opened again when a redirect asks for it. */
export interface HttpBody {
  /** `Content-Type`. */
  readonly type: string;
  /** Bytes; always sent as `Content-Length`. */
  readonly length: number;
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpBody | null;
  readonly signal: AbortSignal;
  /** To follow "while" in a sentence. */
  readonly operation: string;
  /** Whom it is said to, as a person knows it. */
  readonly service: string;
  /** True when a lost answer leaves the outcome open. */
  readonly changes: boolean;
  /** Milliseconds until the whole answer has to be there, however steadily it trickles; absent for pictures and uploads. */
  readonly deadline?: number;
  /** Told where the service says it has moved for good, whether the request follows or not. Nothing was sent to another host. */
  readonly onMoved?: (to: URL) => void;
}

/** Status and headers are here; the body must be read to its end or destroyed. */
export interface HttpAnswer {
  readonly status: number;
  /** First value of a header, by lower-case name. */
  header(name: string): string | null;
  /** All values of a header that may come several times. */
  headers(name: string): readonly string[];
  /** Errors of the connection come out of it as `AppError`s. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of a body nobody wants. */
  discard(): void;
}

export interface HttpClient {
  /**
   * Sends one request and gives the answer whatever its status.
   * Redirects are followed by hand: GET for 301, 302, 303, 307, 308; other methods for 307 and 308 only, with their body;
   * never to another host (see `nextHop`).
   * @throws AppError without an answer (`offline`, `timeout`, `connection_lost`, `certificate`), for a refused redirect,
   * for an address that is not https (loopback excepted), and `cancelled` when the signal fires
   */
  send(call: HttpCall): Promise<HttpAnswer>;
  /** The way to the services changed: requests from now on take new connections, those under way end on the old ones. */
  renewConnections(): void;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** Milliseconds until a connection (TLS included) stands. */
  readonly connectTimeout?: number;
  /** Milliseconds without an answer once the request is out (or without progress while it goes out). */
  readonly headersTimeout?: number;
  /** Milliseconds between two pieces of an answer's body; within as much waiting, some bytes have to come (`leastPace`). */
  readonly bodyTimeout?: number;
  /** Connections per host. */
  readonly connections?: number;
  /** Certificates (PEM) to trust instead of the system's authorities. */
  readonly authorities?: readonly string[];
  /** The way to each host; absent: always direct. */
  readonly paths?: NetworkPaths;
}

const mostRedirects = 5;

/** Bytes of a body within one `bodyTimeout` of waiting: less is a server that only keeps the connection busy. */
const leastPace = 512;

type Answer = Dispatcher.ResponseData;

function wasStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

function firstHeader(answer: Answer, name: string): string | null {
  const value = answer.headers[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? value : (value[0] ?? null);
}

function allHeaders(answer: Answer, name: string): readonly string[] {
  const value = answer.headers[name];
  return value === undefined ? [] : [value].flat();
}

function discardBody(answer: Answer): void {
  answer.body.destroy();
}

/**
 * Nothing is read ahead here: undici asks for the next piece when the socket has taken the one before. It takes anything
 * that can be iterated (its documentation of `RequestOptions.body`), which its types do not say.
 */
function openBody(body: HttpBody): Uint8Array | Readable {
  return body.open() as Uint8Array | Readable;
}

function tooSlow(call: HttpCall): AppError {
  return errorForNetwork({ code: 'UND_ERR_BODY_TIMEOUT' }, call);
}

async function* readBody(
  answer: Answer,
  call: HttpCall,
  limit: AnswerLimit,
  patience: number,
): AsyncIterable<Uint8Array> {
  let waited = 0;
  let came = 0;
  let since = performance.now();
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      // Only waiting for the server counts, not the time a reader takes.
      waited += performance.now() - since;
      came += chunk.byteLength;
      if (waited >= patience) {
        if (came < leastPace) throw tooSlow(call);
        waited = 0;
        came = 0;
      }
      yield chunk;
      since = performance.now();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (wasStopped(call.signal)) throw stoppedError(call.changes);
    if (limit.isOver()) throw tooSlow(call);
    throw errorForNetwork(cause, call);
  } finally {
    limit.end();
  }
}

/** The one HTTP client of Clipdesk: undici with limits on everything that could take forever. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  let agent: Agent | null = null;

  function connector(): buildConnector.connector {
    const timeout = options.connectTimeout ?? 15_000;
    const straight = buildConnector({
      timeout,
      ca: [...(options.authorities ?? systemAuthorities())],
      allowH2: false,
    });
    return options.paths === undefined ? straight : connectorByWay(straight, options.paths, timeout);
  }

  // Made on first use: reading the system's authorities takes a moment that a start should not pay for.
  function dispatcher(): Agent {
    agent ??= new Agent({
      connect: connector(),
      headersTimeout: options.headersTimeout ?? 60_000,
      bodyTimeout,
      connections: options.connections ?? 16,
      allowH2: false,
    });
    return agent;
  }

  const bodyTimeout = options.bodyTimeout ?? 60_000;

  async function once(call: HttpCall, url: URL, limit: AnswerLimit): Promise<Answer> {
    if (wasStopped(call.signal)) throw stoppedError(false);
    const length = call.body?.length ?? (call.method === 'GET' ? null : 0);
    try {
      const answer = await dispatcher().request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: call.method,
        headers: {
          ...call.headers,
          'accept-encoding': 'identity',
          'user-agent': 'Clipdesk',
          ...(call.body === null ? {} : { 'content-type': call.body.type }),
          ...(length === null ? {} : { 'content-length': String(length) }),
        },
        body: call.body === null ? null : openBody(call.body),
        signal: limit.signal,
      });
      // An error of a body nobody reads (any more) is nobody's; a reader gets it all the same.
      answer.body.on('error', () => undefined);
      return answer;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      if (wasStopped(call.signal)) throw stoppedError(call.changes);
      if (limit.isOver()) throw tooSlow(call);
      throw errorForNetwork(cause, call);
    }
  }

  async function follow(call: HttpCall, limit: AnswerLimit): Promise<HttpAnswer> {
    let url = checkedUrl(call.url, call.service);
    let permanent = true;
    for (let hop = 0; ; hop += 1) {
      const answer = await once(call, url, limit);
      const location = firstHeader(answer, 'location');
      const next = nextHop(answer.statusCode, location, url, call);
      const isMove = answer.statusCode === 301 || answer.statusCode === 308;
      permanent &&= isMove || next.kind === 'stay';
      if (permanent && next.kind !== 'go') {
        // The end of permanent moves, or a permanent move that is not followed.
        const to = isMove ? moveTarget(location, url) : hop > 0 ? url : null;
        if (to !== null) call.onMoved?.(to);
      }
      if (next.kind === 'stay') {
        return {
          status: answer.statusCode,
          header: (name) => firstHeader(answer, name),
          headers: (name) => allHeaders(answer, name),
          body: readBody(answer, call, limit, bodyTimeout),
          discard: () => {
            limit.end();
            discardBody(answer);
          },
        };
      }
      discardBody(answer);
      if (next.kind === 'refuse') throw next.error;
      if (hop >= mostRedirects) {
        throw new AppError(
          'person',
          'moved',
          'The service sends Clipdesk from one address to the next without end. Check the address of the account.',
        );
      }
      url = next.url;
    }
  }

  return {
    async send(call) {
      const limit = limitAnswer(call.signal, call.deadline ?? null);
      try {
        return await follow(call, limit);
      } catch (error) {
        limit.end();
        throw error;
      }
    },
    renewConnections() {
      const old = agent;
      agent = null;
      old?.close().catch(() => undefined);
    },
    async close() {
      await agent?.destroy();
      agent = null;
    },
  };
}
