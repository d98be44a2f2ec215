import type { HttpAnswer, HttpCall, HttpClient } from '../../../src/main/adapters/http/http-client.ts';
import { nextHop } from '../../../src/main/adapters/http/redirects.ts';
import { toAppError } from '../../../src/main/errors/app-error.ts';
import { errorForNetwork, stoppedError } from '../../../src/main/errors/network-errors.ts';
import type { RequestFault } from '../faults.ts';
import { type FarAnswer, type FarEnd, type FarRequest, Refused } from './far-end.ts';
import type { FarService } from './far-service.ts';
import type { FaultBook } from './fault-book.ts';
import { keyedChance } from './keyed-chance.ts';
import type { Life } from './life.ts';
import { moment } from './moment.ts';
import { inPieces } from './result-wire.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long Clipdesk waits for an answer that does not come. Milliseconds; as the real client does. */
const PATIENCE = 60_000;

/** Bodies that are read from the disk while they go. */
const STREAMED: ReadonlySet<string> = new Set(['libraryPart']);

export interface NetworkParts {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly faults: FaultBook;
  readonly service: FarService;
  /** Everybody who can be asked. */
  readonly ends: readonly FarEnd[];
  /** A process ended: what was answered just now may not have been written down, and may come again. */
  readonly ended: () => void;
}

/** The wire between Clipdesk and the service. */
export class Network {
  /** Nothing gets through while it is down. */
  isDown = false;
  readonly #parts: NetworkParts;
  readonly #powerGoes: () => void;
  readonly #seen = new Map<string, number>();

  constructor(parts: NetworkParts, powerGoes: () => void) {
    this.#parts = parts;
    this.#powerGoes = powerGoes;
  }

  /** The client of one process. */
  client(life: Life): HttpClient {
    return {
      send: (call) => this.#send(call, life, new URL(call.url)),
      renewConnections: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  #endOf({ hostname }: URL): FarEnd {
    const end = this.#parts.ends.find(({ hosts }) => hosts.includes(hostname));
    if (end === undefined) throw new Error(`Nobody is at ${hostname}.`);
    return end;
  }

  /** What is sent; a body that is read piece by piece takes its time, and breaks off with its process. */
  async #bodyOf(call: HttpCall, life: Life): Promise<Buffer> {
    const open = call.body?.open();
    if (open === undefined) return Buffer.alloc(0);
    if (open instanceof Uint8Array) return Buffer.from(open);
    const pieces: Uint8Array[] = [];
    for await (const piece of open) {
      await moment(this.#parts.time, life, call.signal, 150);
      if (this.isDown) throw errorForNetwork({ code: 'ECONNRESET' }, call);
      pieces.push(Buffer.from(piece));
    }
    return Buffer.concat(pieces);
  }

  #send(call: HttpCall, life: Life, url: URL): Promise<HttpAnswer> {
    const { seed, time, trace, faults, service } = this.#parts;
    if (!life.alive) return new Promise(() => undefined);
    if (call.signal.aborted) return Promise.reject(stoppedError(false));
    const end = this.#endOf(url);
    const { name, subject, isHarmless } = end.asked(call.method, url);
    const fault = faults.request(name);
    const nth = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, nth);
    const chance = (what: string): number => keyedChance(seed, what, name, nth);
    trace.add(`${life.name}: asks ${name} ${url.pathname}${this.isDown ? ' (no network)' : ''}`);
    end.left?.(call.method, url);

    const number = service.nextRequest();
    // A request is at the service within half a second or never; answers may take longer.
    const there = 5 + Math.round(chance('there') ** 3 * 400);
    const back = 5 + Math.round(chance('back') ** 3 * 400) + (fault === 'late' ? 45_000 : 0);
    return new Promise((resolve, reject) => {
      let isOver = false;
      if (subject !== null) subject.underWay += 1;
      const over = (finish: () => void): void => {
        if (isOver) return;
        isOver = true;
        if (subject !== null) subject.underWay -= 1;
        leave();
        call.signal.removeEventListener('abort', stopped);
        finish();
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
          const to = new URL(url);
          to.searchParams.set('moved', '1');
          if (fault === 'redirected-elsewhere') to.hostname = 'elsewhere.invalid';
          const hop = nextHop(307, to.href, url, call);
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
      const deliver = (bytes: Buffer): void => {
        const { method, headers } = call;
        const request = { method, url, headers, bytes, number, at: time.now() };
        const answer = this.#carryOut(end, { ...request, again: false }, fault, name);
        if (fault === 'twice' && isHarmless) this.#carryOut(end, { ...request, again: true }, null, name);
        if (fault === 'done-and-power-goes') return this.#powerGoes();
        if (fault === 'answer-lost') return void time.after(back, () => fail('ECONNRESET'));
        if (fault === 'answer-times-out')
          return void time.after(PATIENCE, () => fail('UND_ERR_HEADERS_TIMEOUT'));
        time.after(back, () => {
          over(() => {
            if (!life.alive) return;
            if (answer.status >= 200 && answer.status < 300) end.heard(number, fault !== 'garbage');
            resolve(this.#httpAnswer(answer, fault, call, life));
          });
        });
      };
      // What was opened before it left is there whole, whatever becomes of whoever asked.
      const isWhole = !STREAMED.has(name);
      const opened = isWhole ? call.body?.open() : undefined;
      const whole = opened instanceof Uint8Array ? Buffer.from(opened) : Buffer.alloc(0);
      time.after(there, () => {
        if (isWhole) return deliver(whole);
        this.#bodyOf(call, life).then(
          (bytes) => {
            // What was broken off is not there whole, and does not count.
            if (!isOver) deliver(bytes);
          },
          (thrown: unknown) => {
            over(() => {
              if (life.alive) reject(toAppError(thrown));
            });
          },
        );
      });
    });
  }

  #carryOut(end: FarEnd, request: FarRequest, fault: RequestFault | null, name: string): FarAnswer {
    if (fault === 'server-error') return { status: 500, body: null };
    if (fault === 'unavailable') return { status: 503, body: null };
    if (fault === 'too-many') return { status: 429, body: null };
    if (fault === 'session-over') end.over(name);
    try {
      const answer = end.answer(request);
      if (fault === 'done-then-server-error') return { status: 500, body: null };
      if (fault === 'garbage') {
        const headers = { 'content-type': 'text/html' };
        return { status: answer.status, body: '<html>One moment please</html>', headers };
      }
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      this.#parts.trace.add(`service: refuses ${name} with ${String(thrown.status)}`);
      return { status: thrown.status, body: thrown.body };
    }
  }

  #httpAnswer(answer: FarAnswer, fault: RequestFault | null, call: HttpCall, life: Life): HttpAnswer {
    const { status, body = null, headers = {} } = answer;
    const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const bytes = answer.bytes ?? Buffer.from(text, 'utf8');
    const coming = answer.bytes === undefined ? null : this.#parts.faults.fetch();
    const length = answer.bytes !== undefined && answer.isLengthTold === false ? null : bytes.byteLength;
    const isDamage = coming?.what === 'damaged' && headers['content-md5'] === undefined;
    if (coming?.what === 'gone' || coming?.what === 'refused') {
      const refused = { status: coming.what === 'gone' ? 404 : 503, body: null };
      return this.#httpAnswer(refused, null, call, life);
    }
    return {
      status,
      header(name) {
        if (name === 'content-length') return length === null ? null : String(length);
        if (name === 'retry-after' && (status === 429 || status === 503))
          return fault === 'too-many' ? '40' : '7';
        return headers[name] ?? null;
      },
      headers: (name) => (headers[name] === undefined ? [] : [headers[name]]),
      body:
        answer.bytes === undefined
          ? (async function* () {
              if (bytes.byteLength > 0) yield bytes;
            })()
          : inPieces(bytes, this.#parts, life, call.signal, {
              // Without a sum nobody could notice: the network's own keep it from happening.
              fault: coming === null || isDamage ? null : coming,
              touchUp: answer.touchUp ?? (() => undefined),
              isDown: () => this.isDown,
              broken: () => errorForNetwork({ code: 'ECONNRESET' }, call),
            }),
      discard: () => undefined,
    };
  }
}
