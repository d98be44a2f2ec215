import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import { errorForRpc } from '../../errors/rpc-status.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryCredentials } from '../../ports/secrets.ts';
import { checkedUrl } from '../http/addresses.ts';
import { afterYes } from '../http/after-yes.ts';
import { cleanWords } from '../http/answer-words.ts';
import type { HttpAnswer, HttpBody, HttpClient } from '../http/http-client.ts';
import { drain, readErrorJson, readJson } from '../http/read-json.ts';
import { statusAnswer } from './answer-schemas.ts';

export interface LibraryCallsOptions {
  /** With or without a path and a trailing slash. */
  readonly baseUrl: string;
  readonly organisationId: string;
  /** As a person knows it. */
  readonly service: string;
  readonly credentials: () => Promise<Pick<LibraryCredentials, 'token'>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly http: HttpClient;
  readonly onAnswer: () => void;
  /** Milliseconds until an answer has to be there as a whole. */
  readonly deadline: number;
}

/** One documented operation below `/bv/cms/v1/library/`. */
export interface LibraryCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: unknown;
  /** To follow "while". */
  readonly doing: string;
}

export interface LibraryCalls {
  ask<Value>(call: LibraryCall, schema: z.ZodType<Value>, signal: AbortSignal): Promise<Value>;
  /** Only has to succeed; whatever stands in the answer is let go. */
  tell(call: LibraryCall, signal: AbortSignal): Promise<void>;
}

const printable = /^[\x21-\x7e]+$/;

/** @throws AppError `token` (sign-in) */
function headers(token: string, organisationId: string, service: string): Readonly<Record<string, string>> {
  const value = token.trim().replace(/^Bearer\s+/i, '');
  if (!printable.test(value))
    throw new AppError(
      'sign-in',
      'token',
      value === ''
        ? `The API token of ${service} is missing. Enter it; everything that waits then goes on by itself.`
        : `The API token of ${service} holds characters no token has. Paste it again.`,
      { field: 'token' },
    );
  return { Accept: 'application/json', authorization: `Bearer ${value}`, 'x-bv-org-id': organisationId };
}

function jsonBody(content: unknown): HttpBody {
  const bytes = Buffer.from(JSON.stringify(content));
  return { type: 'application/json', length: bytes.byteLength, open: () => bytes };
}

/** The message of a google.rpc.Status and what kinds of details it has, fit for a person's eyes. */
function wordsOf(body: unknown, secrets: readonly string[]): string {
  const read = statusAnswer.safeParse(body);
  if (!read.success) return '';
  const kinds = read.data.details.flatMap((detail) => /([\w.]+)$/.exec(detail['@type'])?.[1] ?? []);
  return [cleanWords(read.data.message, secrets), ...new Set(kinds)].filter((part) => part !== '').join(', ');
}

/** Calls the library with token and organisation; every failure comes out of the one table. */
export function createLibraryCalls(options: LibraryCallsOptions): LibraryCalls {
  const { service, http, clock } = options;

  async function send(call: LibraryCall, signal: AbortSignal): Promise<HttpAnswer> {
    const base = checkedUrl(options.baseUrl, service);
    const { token } = await options.credentials();
    const answer = await http.send({
      method: call.method,
      url: `${base.origin}${base.pathname.replace(/\/+$/, '')}/bv/cms/v1/library/${call.path}`,
      headers: headers(token, options.organisationId, service),
      body: call.method === 'GET' ? null : jsonBody(call.body),
      signal,
      operation: call.doing,
      service,
      changes: call.method !== 'GET',
      deadline: options.deadline,
    });
    options.onAnswer();
    if (answer.status >= 200 && answer.status <= 299) return answer;
    const body = await readErrorJson(answer);
    throw errorForRpc({
      status: answer.status,
      body,
      words: wordsOf(body, [token]),
      retryAfter: answer.header('retry-after'),
      now: clock.now(),
      operation: call.doing,
      maybeDone: call.method !== 'GET',
      service,
    });
  }

  return {
    async ask(call, schema, signal) {
      const answer = await send(call, signal);
      return afterYes(call.method !== 'GET', async () => {
        const read = schema.safeParse(await readJson(answer, { service, operation: call.doing }));
        if (read.success) return read.data;
        throw new AppError(
          'retry',
          'bad_answer',
          `The answer of ${service} misses what is needed (while ${call.doing}). Clipdesk tries again; if it stays so, check the address of the account.`,
          { cause: { missing: read.error.issues.map((issue) => issue.path.join('.')) } },
        );
      });
    },
    async tell(call, signal) {
      await drain(await send(call, signal));
    },
  };
}
