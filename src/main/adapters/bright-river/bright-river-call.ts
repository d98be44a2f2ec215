import type { z } from 'zod';
import type { BodyEncoding } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BrightRiverLogin } from '../../ports/secrets.ts';
import { checkedUrl } from '../http/addresses.ts';
import { afterYes } from '../http/after-yes.ts';
import type { HttpAnswer, HttpClient } from '../http/http-client.ts';
import { drain, largestJson, parseJson, readBounded, readErrorJson } from '../http/read-json.ts';
import { createAnswerCache, type KeptAnswer } from './answer-cache.ts';
import { movedBase } from './moved-base.ts';
import { requestBody, type BodyMembers } from './request-body.ts';
import { tokenHeaders } from './token-headers.ts';

/** One documented operation, about to be called. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base address, its parts filled in and encoded. */
  readonly path: string;
  /** Null for reads. */
  readonly body: BodyMembers | null;
  /** To follow "while". */
  readonly doing: string;
}

/** Calls operations of the service: address, headers, body, errors. */
export interface BrightRiverCalls {
  /**
   * An operation whose answer matters. A read is asked for with the entity tag of its last answer, where there was one.
   * @throws AppError also when the answer does not have the documented shape
   */
  ask<Value>(operation: Operation, schema: z.ZodType<Value>, signal: AbortSignal): Promise<Value>;
  /** An operation that only has to succeed: 204 with a body and 200 without one are both fine. */
  tell(operation: Operation, signal: AbortSignal): Promise<void>;
}

export interface BrightRiverCallsOptions {
  /** With or without a path and a trailing slash. */
  readonly baseUrl: string;
  readonly service: string;
  readonly credentials: () => Promise<BrightRiverLogin>;
  readonly clock: Pick<Clock, 'now'>;
  readonly http: HttpClient;
  /** Asked for every call, so that a changed setting counts at once. */
  readonly bodyEncoding: () => BodyEncoding;
  /** Milliseconds until an answer has to be there as a whole. */
  readonly deadline: number;
  readonly onAnswer: () => void;
  /** Told the new base address when the service has moved for good. */
  readonly onMoved: (address: string) => void;
}

/** A request that went out, and what it was sent with. */
interface Exchange {
  readonly answer: HttpAnswer;
  readonly address: string;
  readonly session: string;
  /** What the answer is compared with; null when it has to be complete. */
  readonly kept: KeptAnswer | null;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

export function createBrightRiverCalls(options: BrightRiverCallsOptions): BrightRiverCalls {
  const { service, http } = options;
  const cache = createAnswerCache();
  /** Told once, though every answer says it. */
  let lastMove: string | null = null;

  /** Without a slash at its end. */
  function baseAddress(): string {
    const base = checkedUrl(options.baseUrl, service);
    return `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  }

  async function send(operation: Operation, signal: AbortSignal): Promise<Exchange> {
    const changes = operation.method !== 'GET';
    const base = baseAddress();
    const address = `${base}${operation.path}`;
    const tokens = tokenHeaders(await options.credentials(), service);
    const session = Object.values(tokens).join(' ');
    const kept = changes ? null : cache.get(address, session);
    const answer = await http.send({
      method: operation.method,
      url: address,
      headers: {
        Accept: 'application/json',
        ...tokens,
        ...(kept === null ? {} : { 'If-None-Match': kept.etag }),
      },
      body: operation.body === null ? null : requestBody(operation.body, options.bodyEncoding()),
      signal,
      operation: operation.doing,
      service,
      changes,
      deadline: options.deadline,
      onMoved: (to) => {
        const moved = movedBase(to, operation.path, base, service);
        if (moved === null || moved === lastMove) return;
        lastMove = moved;
        options.onMoved(moved);
      },
    });
    options.onAnswer();
    if (isSuccess(answer.status) || (answer.status === 304 && kept !== null))
      return { answer, address, session, kept };
    throw errorForHttp({
      status: answer.status,
      body: await readErrorJson(answer),
      retryAfter: answer.header('retry-after'),
      now: options.clock.now(),
      operation: operation.doing,
      maybeDone: changes,
      service,
    });
  }

  /** The bytes of an answer: those that came, or those of the last time when nothing has changed since. */
  async function contentOf({ answer, kept }: Exchange, operation: Operation): Promise<Buffer> {
    if (answer.status !== 304 || kept === null)
      return readBounded(answer, largestJson, { service, operation: operation.doing });
    await drain(answer);
    return kept.bytes;
  }

  async function understand<Value>(exchange: Exchange, operation: Operation, schema: z.ZodType<Value>) {
    const bytes = await contentOf(exchange, operation);
    const read = schema.safeParse(parseJson(bytes, { service, operation: operation.doing }));
    if (!read.success)
      throw new AppError(
        'retry',
        'bad_answer',
        `The answer of ${service} misses what is needed (while ${operation.doing}). Clipdesk tries again; if it stays so, check the address of the account.`,
        { cause: { missing: read.error.issues.map((issue) => issue.path.join('.')) } },
      );
    // Kept only when it was understood: a damaged answer must not come back as "nothing changed".
    if (operation.method === 'GET' && exchange.answer.status !== 304)
      cache.put(exchange.address, exchange.session, exchange.answer.header('etag'), bytes);
    return read.data;
  }

  return {
    async ask(operation, schema, signal) {
      const exchange = await send(operation, signal);
      return afterYes(operation.method !== 'GET', () => understand(exchange, operation, schema));
    },
    async tell(operation, signal) {
      await drain((await send(operation, signal)).answer);
    },
  };
}
