import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import { notRejected } from '../../errors/workflow-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Workflow } from '../../ports/workflow.ts';
import { withoutMarkup } from '../http/answer-words.ts';
import { createHttpClient, type HttpClient } from '../http/http-client.ts';
import { affectedSchema, resultSchema, sitesSchema, waitingSchema } from './answer-schemas.ts';
import { parseLenientJson } from './lenient-json.ts';
import { studioAddresses } from './studio-address.ts';
import { createStudioCalls, type StudioCall } from './studio-call.ts';

export interface CrafterOptions {
  /** With or without `/studio` and a trailing slash; https, or http on this computer. */
  readonly baseUrl: string;
  readonly user: string;
  /** Asked at each sign-in. */
  readonly password: () => Promise<string>;
  readonly clock: Pick<Clock, 'now'>;
  /** Shared connections; made here when absent. */
  readonly http?: HttpClient;
  /** Milliseconds until the whole answer to a call has to be there; two minutes when absent. */
  readonly deadline?: number;
  /** Called whenever the server answered, whatever it said. */
  readonly onAnswer?: () => void;
}

const service = 'Crafter Studio';
/** Characters of a reason kept ready that are taken. */
const longestReason = 2000;

function get(path: string, query: Readonly<Record<string, string>>, doing: string): StudioCall {
  return { method: 'GET', path, query, body: null, doing };
}

function misses(doing: string, maybeDone: boolean): AppError {
  return new AppError(
    'retry',
    'bad_answer',
    `The answer of ${service} misses what is needed (while ${doing}). Clipdesk tries again; if it stays so, check the address of the account.`,
    { maybeDone },
  );
}

/** A text kept ready at the server: a JSON string by the documents, bare text from some servers; markup goes. */
function readyText(bytes: Buffer): string | null {
  const written = bytes.toString('utf8').trim();
  let value: unknown = written;
  try {
    value = JSON.parse(written) as unknown;
  } catch {
    if (written.startsWith('<')) return null;
  }
  if (typeof value !== 'string') return null;
  const text = withoutMarkup(value.replace(/<br\s*\/?>/gi, '\n'))
    .split('\n')
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .join('\n')
    .trim()
    .slice(0, longestReason);
  return text === '' ? null : text;
}

/**
 * Crafter Studio API 1 over HTTP, for one account: `security/login`, `security/validate-session`, `site/get-per-user`,
 * `workflow/get-go-live-items`, `workflow/get-workflow-affected-paths`, `site/get-canned-message`,
 * `content/get-content-at-path` and `workflow/reject` of its documents. Password and cookies stay in memory; answers are
 * read with tolerance, and success is only what says `success: true`.
 */
export function createCrafter(options: CrafterOptions): Workflow {
  const calls = createStudioCalls({
    baseUrl: options.baseUrl,
    service,
    user: options.user,
    password: options.password,
    clock: options.clock,
    http: options.http ?? createHttpClient(),
    onAnswer: options.onAnswer ?? (() => undefined),
    deadline: options.deadline ?? 2 * 60_000,
  });

  async function read<Value>(
    call: StudioCall,
    schema: z.ZodType<Value>,
    signal: AbortSignal,
  ): Promise<Value> {
    const { bytes } = await calls.send(call, signal);
    const found = schema.safeParse(parseLenientJson(bytes, { service, operation: call.doing }));
    if (!found.success) throw misses(call.doing, false);
    return found.data;
  }

  return {
    signIn: (signal) => calls.signIn(signal),
    isSignedIn: (signal) => calls.hasSession(signal),
    sites: (signal) =>
      read(
        get('site/get-per-user.json', { username: options.user }, 'reading the list of sites'),
        sitesSchema,
        signal,
      ),
    waiting: (site, signal) =>
      read(
        get(
          'workflow/get-go-live-items.json',
          { site_id: site, sort: 'eventDate', ascending: 'false', includeInProgress: 'false' },
          'reading what waits for approval',
        ),
        waitingSchema,
        signal,
      ),
    affectedPaths: (site, path, signal) =>
      read(
        get(
          'workflow/get-workflow-affected-paths.json',
          { site_id: site, path },
          'asking what else is affected',
        ),
        affectedSchema,
        signal,
      ),
    async cannedReason(site, key, signal) {
      const call = get(
        'site/get-canned-message.json',
        { site_id: site, locale: 'en', type: key },
        'reading the reasons kept ready',
      );
      try {
        return readyText((await calls.send(call, signal)).bytes);
      } catch (thrown) {
        // A site that has none answers as it likes; only what would stop everything else counts.
        const error = thrown instanceof AppError ? thrown : null;
        if (error === null || error.action === 'sign-in' || error.code === 'offline') throw thrown;
        return null;
      }
    },
    async content(site, path, most, signal) {
      const query = { site_id: site, site, path };
      const doing = 'fetching a picture';
      try {
        // The server's own window asks for `.bin`; the document names `.json`.
        return await calls.send({ ...get('content/get-content-at-path.bin', query, doing), most }, signal);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.action !== 'gone') throw thrown;
        return calls.send({ ...get('content/get-content-at-path.json', query, doing), most }, signal);
      }
    },
    async reject(site, { reason, items, scheduledDate }, signal) {
      const call: StudioCall = {
        method: 'POST',
        path: 'workflow/reject.json',
        query: { site_id: site, user: options.user },
        body: { reason, ...(scheduledDate === null ? {} : { scheduledDate }), items },
        doing: 'rejecting',
      };
      const { bytes } = await calls.send(call, signal);
      let result;
      try {
        result = resultSchema.safeParse(parseLenientJson(bytes, { service, operation: call.doing }));
      } catch {
        throw misses(call.doing, true);
      }
      // Neither yes nor no: the list says whether it was done.
      if (!result.success || result.data.success === null) throw misses(call.doing, true);
      const said = calls.words(result.data.message);
      if (!result.data.success) throw notRejected(service, said);
      return said;
    },
    pageAddress(site, pagePath) {
      const [base = ''] = studioAddresses(options.baseUrl, service);
      // Studio's preview reads its site and page behind the `#`.
      return `${base}/preview/#/?page=${encodeURIComponent(pagePath)}&site=${encodeURIComponent(site)}`;
    },
  };
}
