import type { z } from 'zod';
import type { BodyEncoding } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Credentials } from '../../ports/secrets.ts';
import { checkedUrl } from '../http/addresses.ts';
import type { HttpClient } from '../http/http-client.ts';
import { drain, readErrorJson, readJson } from '../http/read-json.ts';
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
  /** An operation whose answer matters. @throws AppError also when the answer does not have the documented shape */
  ask<Value>(operation: Operation, schema: z.ZodType<Value>, signal: AbortSignal): Promise<Value>;
  /** An operation that only has to succeed: 204 with a body and 200 without one are both fine. */
  tell(operation: Operation, signal: AbortSignal): Promise<void>;
}

export interface BrightRiverCallsOptions {
  /** With or without a path and a trailing slash. */
  readonly baseUrl: string;
  readonly service: string;
  readonly credentials: () => Promise<Credentials>;
  readonly clock: Pick<Clock, 'now'>;
  readonly http: HttpClient;
  /** Asked for every call, so that a changed setting counts at once. */
  readonly bodyEncoding: () => BodyEncoding;
  readonly onAnswer: () => void;
  /** Told the new base address when the service has moved for good. */
  readonly onMoved: (address: string) => void;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

export function createBrightRiverCalls(options: BrightRiverCallsOptions): BrightRiverCalls {
  const { service, http } = options;

  function address(path: Operation['path']): string {
    const base = checkedUrl(options.baseUrl, service);
    return `${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`;
  }

  async function send(operation: Operation, signal: AbortSignal) {
    const changes = operation.method !== 'GET';
    const answer = await http.send({
      method: operation.method,
      url: address(operation.path),
      headers: { Accept: 'application/json', ...tokenHeaders(await options.credentials(), service) },
      body: operation.body === null ? null : requestBody(operation.body, options.bodyEncoding()),
      signal,
      operation: operation.doing,
      service,
      changes,
    });
    options.onAnswer();
    if (isSuccess(answer.status)) return answer;
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

  return {
    async ask(operation, schema, signal) {
      const answer = await send(operation, signal);
      const maybeDone = operation.method !== 'GET';
      const context = { service, operation: operation.doing };
      const json = await readJson(answer, context).catch((error: unknown) => {
        // The service said yes; only its words are lost.
        if (!(error instanceof AppError) || !maybeDone) throw error;
        throw new AppError(error.action, error.code, error.message, { cause: error.cause, maybeDone });
      });
      const read = schema.safeParse(json);
      if (read.success) return read.data;
      throw new AppError(
        'retry',
        'bad_answer',
        `The answer of ${service} misses what is needed (while ${operation.doing}). Clipdesk tries again; if it stays so, check the address of the account.`,
        { maybeDone, cause: { missing: read.error.issues.map((issue) => issue.path.join('.')) } },
      );
    },
    async tell(operation, signal) {
      await drain(await send(operation, signal));
    },
  };
}
