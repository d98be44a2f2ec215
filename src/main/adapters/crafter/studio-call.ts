import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import { errorForWorkflow, passwordError } from '../../errors/workflow-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { afterYes } from '../http/after-yes.ts';
import { cleanWords } from '../http/answer-words.ts';
import type { HttpAnswer, HttpBody, HttpClient } from '../http/http-client.ts';
import { drain, largestJson, readBounded } from '../http/read-json.ts';
import { studioAddresses } from './studio-address.ts';
import { createCookies, type Cookies } from './cookies.ts';

/** One documented call below `/api/1/services/api/1/`. */
export interface StudioCall {
  readonly method: 'GET' | 'POST';
  /** Such as `workflow/reject.json`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as JSON; null for reads. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** To follow "while". */
  readonly doing: string;
  /** Most bytes of the answer; those of JSON when absent. */
  readonly most?: number;
}

export interface StudioAnswer {
  readonly bytes: Buffer;
  readonly type: string | null;
}

/** A session: its cookies, and the base address that took the sign-in. */
interface Session {
  readonly base: string;
  readonly cookies: Cookies;
}

export interface StudioCalls {
  send(call: StudioCall, signal: AbortSignal): Promise<StudioAnswer>;
  signIn(signal: AbortSignal): Promise<void>;
  /** False when there is no session; never signs in. */
  hasSession(signal: AbortSignal): Promise<boolean>;
  /** What a server wrote, without markup and secrets. */
  words(text: string): string;
}

export interface StudioCallsOptions {
  /** With or without `/studio`. */
  readonly baseUrl: string;
  readonly service: string;
  readonly user: string;
  /** Asked for at each sign-in, so that a new one is used as soon as it was entered. */
  readonly password: () => Promise<string>;
  readonly clock: Pick<Clock, 'now'>;
  readonly http: HttpClient;
  readonly onAnswer: () => void;
  /** Milliseconds until an answer has to be there as a whole. */
  readonly deadline: number;
}

const api = '/api/1/services/api/1/';
/** Cookie and header with the same value of our own choice, which every call that changes something has to carry. */
const forgeryCookie = 'XSRF-TOKEN';
const forgeryHeader = 'X-XSRF-TOKEN';

const aboutForgery = /\b(csrf|xsrf|cross.site request forgery)\b/i;

function jsonBody(members: Readonly<Record<string, unknown>>): HttpBody {
  const bytes = Buffer.from(JSON.stringify(members));
  return { type: 'application/json', length: bytes.byteLength, open: () => bytes };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Calls Studio with a session that is made when it is needed, and made anew once when it has ended. */
export function createStudioCalls(options: StudioCallsOptions): StudioCalls {
  const { service, http, clock } = options;
  let session: Session | null = null;
  /** Sign-ins one after another: those that wait find the session of the first. */
  let line: Promise<unknown> = Promise.resolve();
  let password = '';

  const words = (text: string): string => cleanWords(text, [password, ...(session?.cookies.values() ?? [])]);

  async function request(call: StudioCall, { base, cookies }: Session, signal: AbortSignal) {
    const query = new URLSearchParams(call.query).toString();
    const answer = await http.send({
      method: call.method,
      url: `${base}${api}${call.path}${query === '' ? '' : `?${query}`}`,
      headers: {
        Accept: 'application/json, */*;q=0.5',
        Cookie: cookies.header(),
        [forgeryHeader]: cookies.get(forgeryCookie) ?? '',
      },
      body: call.body === null ? null : jsonBody(call.body),
      signal,
      operation: call.doing,
      service,
      changes: call.method !== 'GET',
      deadline: options.deadline,
    });
    options.onAnswer();
    return answer;
  }

  /** Takes the cookies of a refusal. @returns whether there is another forgery token among them */
  function givesToken(answer: HttpAnswer, { cookies }: Session): boolean {
    const before = cookies.get(forgeryCookie);
    cookies.take(answer.headers('set-cookie'), clock.now());
    return cookies.get(forgeryCookie) !== before;
  }

  /** @throws AppError what the answer means */
  async function refuse(call: StudioCall, answer: HttpAnswer, used: Session): Promise<never> {
    const hasOtherToken = givesToken(answer, used);
    // What it says is read as text: error pages are HTML as often as JSON.
    const text = await readBounded(answer, 64 * 1024, { service, operation: call.doing }).then(
      (bytes) => bytes.toString('utf8'),
      () => '',
    );
    throw errorForWorkflow({
      status: answer.status,
      body: null,
      retryAfter: answer.header('retry-after'),
      now: clock.now(),
      operation: call.doing,
      maybeDone: call.method !== 'GET',
      service,
      words: cleanWords(messageIn(text), [password, ...used.cookies.values()]),
      isForgeryCheck: aboutForgery.test(text) || hasOtherToken,
    });
  }

  async function logIn(signal: AbortSignal): Promise<Session> {
    password = await options.password();
    const call: StudioCall = {
      method: 'POST',
      path: 'security/login.json',
      query: {},
      body: { username: options.user, password },
      doing: 'signing in',
    };
    const bases = studioAddresses(options.baseUrl, service);
    for (const [index, base] of bases.entries()) {
      const fresh: Session = { base, cookies: createCookies({ [forgeryCookie]: randomUUID() }) };
      let answer = await request(call, fresh, signal);
      if (answer.status === 403 && givesToken(answer, fresh)) {
        // A server that wants a token of its own making hands it out with its refusal.
        await drain(answer);
        answer = await request(call, fresh, signal);
      }
      if (isSuccess(answer.status)) {
        fresh.cookies.take(answer.headers('set-cookie'), clock.now());
        await drain(answer);
        return fresh;
      }
      const isElsewhere = answer.status === 404 || answer.status === 405;
      if (!isElsewhere || index === bases.length - 1) return await refuse(call, answer, fresh);
      await drain(answer);
    }
    throw passwordError(service, '');
  }

  /** @param ended the session that did not do any more; null: any will do */
  function current(ended: Session | null, signal: AbortSignal): Promise<Session> {
    const turn = line.then(async () => {
      if (session !== null && session !== ended) return session;
      session = null;
      session = await logIn(signal);
      return session;
    });
    line = turn.catch(() => undefined);
    return turn;
  }

  async function attempt(call: StudioCall, used: Session, signal: AbortSignal): Promise<StudioAnswer> {
    const answer = await request(call, used, signal);
    if (!isSuccess(answer.status)) return refuse(call, answer, used);
    used.cookies.take(answer.headers('set-cookie'), clock.now());
    return afterYes(call.method !== 'GET', async () => ({
      bytes: await readBounded(answer, call.most ?? largestJson, { service, operation: call.doing }),
      type: answer.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? null,
    }));
  }

  return {
    words,
    async signIn(signal) {
      await current(session, signal);
    },
    async hasSession(signal) {
      if (session === null) return false;
      const call: StudioCall = {
        method: 'GET',
        path: 'security/validate-session.json',
        query: {},
        body: null,
        doing: 'asking whether the session still counts',
      };
      try {
        await attempt(call, session, signal);
        return true;
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.action === 'sign-in') return false;
        throw thrown;
      }
    },
    async send(call, signal) {
      const used = await current(null, signal);
      try {
        return await attempt(call, used, signal);
      } catch (thrown) {
        // Neither of the two was carried out: a session ends after an hour, and the token with it.
        const isOver =
          thrown instanceof AppError && (thrown.code === 'password' || thrown.code === 'forgery_check');
        if (!isOver) throw thrown;
        return attempt(call, await current(used, signal), signal);
      }
    },
  };
}

/** The `message` of an error's JSON, else all of it. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
      return body.message;
  } catch {
    // No JSON: its text is what it says.
  }
  return text;
}
