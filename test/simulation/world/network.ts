import type { HttpAnswer, HttpCall, HttpClient } from '../../../src/main/adapters/http/http-client.ts';
import { nextHop } from '../../../src/main/adapters/http/redirects.ts';
import { errorForNetwork, stoppedError } from '../../../src/main/errors/network-errors.ts';
import type { RequestFault } from '../plan.ts';
import { answerTo, FAR_HOST, operationOf, type FarAnswer } from './far-answers.ts';
import { Refused, type FarJob, type FarService } from './far-service.ts';
import type { FaultBook } from './fault-book.ts';
import { keyedChance } from './keyed-chance.ts';
import type { Life } from './life.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long Clipdesk waits for an answer that does not come. Milliseconds; as the real client does. */
const PATIENCE = 60_000;

/** Delivering the same again does no harm: what a proxy may repeat by itself. */
const harmless: ReadonlySet<string> = new Set([
  'job',
  'jobStatus',
  'files',
  'filesForReview',
  'updateJob',
  'updateFile',
  'acceptFile',
  'reviewFile',
]);

export interface NetworkParts {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly faults: FaultBook;
  readonly service: FarService;
}

/** The wire between Clipdesk and the service. */
export class Network {
  /** Nothing gets through while it is down. */
  isDown = false;
  readonly #parts: NetworkParts;
  readonly #seen = new Map<string, number>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** The client of one process. */
  client(life: Life): HttpClient {
    return {
      send: (call) => this.#send(call, life, new URL(call.url)),
      renewConnections: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  #send(call: HttpCall, life: Life, url: URL): Promise<HttpAnswer> {
    const { seed, time, trace, faults, service } = this.#parts;
    if (!life.alive) return new Promise(() => undefined);
    if (call.signal.aborted) return Promise.reject(stoppedError(false));
    const { name, parts } = operationOf(call.method, url);
    const fault = faults.request(name);
    const nth = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, nth);
    const chance = (what: string): number => keyedChance(seed, what, name, nth);
    trace.add(`${life.name}: asks ${name} ${url.pathname}${this.isDown ? ' (no network)' : ''}`);

    const far = service.jobs.get(Number(parts['id'])) ?? null;
    const number = service.nextRequest();
    // A request is at the service within half a second or never; answers may take longer.
    const there = 5 + Math.round(chance('there') ** 3 * 400);
    const back = 5 + Math.round(chance('back') ** 3 * 400) + (fault === 'late' ? 45_000 : 0);
    return new Promise((resolve, reject) => {
      let isOver = false;
      const hold = (job: FarJob | null): void => {
        if (job !== null) job.underWay += 1;
      };
      hold(far);
      const over = (end: () => void): void => {
        if (isOver) return;
        isOver = true;
        if (far !== null) far.underWay -= 1;
        leave();
        call.signal.removeEventListener('abort', stopped);
        end();
      };
      const fail = (code: string): void => {
        over(() => {
          if (life.alive) reject(errorForNetwork({ code }, call));
        });
      };
      const stopped = (): void => {
        over(() => {
          if (life.alive) reject(stoppedError(call.changes));
        });
      };
      const leave = life.atEnd(() => {
        over(() => undefined);
      });
      call.signal.addEventListener('abort', stopped);

      if (this.isDown) return void time.after(10, () => fail('ECONNREFUSED'));
      switch (fault) {
        case 'refused':
          return void time.after(10, () => fail('ECONNREFUSED'));
        case 'reset-before':
          return void time.after(there, () => fail('ECONNRESET'));
        case 'lost-request':
          return void time.after(PATIENCE, () => fail('UND_ERR_HEADERS_TIMEOUT'));
        case 'redirected':
        case 'redirected-elsewhere': {
          const host = fault === 'redirected' ? FAR_HOST : 'elsewhere.example';
          const hop = nextHop(307, `https://${host}${url.pathname}?moved=1`, url, call);
          return void time.after(there, () => {
            over(() => {
              if (!life.alive) return;
              if (hop.kind === 'go') this.#send(call, life, hop.url).then(resolve, reject);
              else if (hop.kind === 'refuse') reject(hop.error);
            });
          });
        }
        default:
      }
      const open = call.body?.open();
      const body = open instanceof Uint8Array ? Buffer.from(open).toString('utf8') : '';
      const request = {
        method: call.method,
        url,
        headers: call.headers,
        body,
        number,
        at: time.now() + there,
      };
      time.after(there, () => {
        const answer = this.#carryOut({ ...request, again: false }, fault, name);
        if (fault === 'twice' && harmless.has(name)) this.#carryOut({ ...request, again: true }, null, name);
        if (fault === 'answer-lost') return void time.after(back, () => fail('ECONNRESET'));
        if (fault === 'answer-times-out')
          return void time.after(PATIENCE, () => fail('UND_ERR_HEADERS_TIMEOUT'));
        time.after(back, () => {
          over(() => {
            if (!life.alive) return;
            if (answer.status >= 200 && answer.status < 300)
              for (const deed of service.deeds.slice(-80)) if (deed.request === number) deed.answered = true;
            resolve(httpAnswer(answer, fault));
          });
        });
      });
    });
  }

  #carryOut(request: Parameters<typeof answerTo>[1], fault: RequestFault | null, name: string): FarAnswer {
    const { service, trace } = this.#parts;
    if (fault === 'server-error') return { status: 500, body: null };
    if (fault === 'unavailable') return { status: 503, body: null };
    if (fault === 'too-many') return { status: 429, body: null };
    if (fault === 'session-over') service.sessions.clear();
    try {
      const answer = answerTo(service, request);
      if (fault === 'done-then-server-error') return { status: 500, body: null };
      if (fault === 'garbage') return { status: answer.status, body: '<html>One moment please</html>' };
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      trace.add(`service: refuses ${name} with ${String(thrown.status)}`);
      return { status: thrown.status, body: null };
    }
  }
}

function httpAnswer({ status, body }: FarAnswer, fault: RequestFault | null): HttpAnswer {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text, 'utf8');
  return {
    status,
    header(name) {
      if (name === 'content-length') return String(bytes.byteLength);
      if (name === 'retry-after' && (status === 429 || status === 503))
        return fault === 'too-many' ? '40' : '7';
      return null;
    },
    headers: () => [],
    body: (async function* () {
      if (bytes.byteLength > 0) yield bytes;
    })(),
    discard: () => undefined,
  };
}
