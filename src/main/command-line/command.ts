import type {
  AccountId,
  AccountKind,
  AppApi,
  ErrorData,
  JobId,
  JobSummary,
  QueueItem,
} from '../../preload/contract/index.ts';
import { AppError, errorData } from '../errors/app-error.ts';
import type { Application, Settled } from '../ports/application.ts';
import type { Flags } from './arguments.ts';
import { done, type Output, type Result } from './output.ts';
import { reportProgress } from './progress.ts';
import { UsageError } from './usage.ts';

/** What every command works with. */
export interface CommandContext {
  readonly application: Application;
  readonly api: AppApi;
  readonly flags: Flags;
  /** The words after the command's own. */
  readonly words: readonly string[];
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends when the person interrupts. */
  readonly signal: AbortSignal;
}

export type Command = (context: CommandContext) => Promise<Result>;

/** With nothing but retries ahead, the command gives up waiting after this long; the work is kept. Milliseconds. */
const PATIENCE = 20_000;
/** The same for what is one short request: whoever decides wants to go on. Milliseconds. */
const DECIDING_PATIENCE = 4_000;

/** Lets the queue work for these jobs until nothing more can go by itself. */
export async function settle(
  context: CommandContext,
  jobs: readonly JobId[] | null,
  patience = PATIENCE,
): Promise<Settled> {
  const end = reportProgress(context, jobs);
  try {
    return await context.application.settle({ jobs, patience, signal: context.signal });
  } finally {
    end();
  }
}

/**
 * The same for what an account has to do that belongs to no job.
 * `patience`: 0 where the service was just found out of reach
 */
export function settleElsewhere(
  context: CommandContext,
  account: AccountId,
  { patience = PATIENCE, signal = context.signal } = {},
): Promise<Settled> {
  return context.application.settle({
    jobs: [],
    elsewhere: account,
    patience,
    signal,
  });
}

/** What a settled queue means for the command: failed work fails it; what waits, also for somebody to look, is kept. */
export function outcomeOf(settled: Settled): Result['outcome'] {
  if (settled.failed > 0) return 'failed';
  return settled.kept > 0 || settled.held > 0 ? 'kept' : 'done';
}

/** How long a decision is waited for: where the service was just out of reach it is tried once and kept. Milliseconds. */
export const decidingPatience = (isOutOfReach: boolean): number => (isOutOfReach ? 0 : DECIDING_PATIENCE);

/**
 * Acts on a job and lets the queue work. What was stuck before and still is says nothing of this act: only what is new
 * and unfinished does.
 * @param isOutOfReach whether the service was just asked and did not answer
 */
export async function actAndSettle(
  context: CommandContext,
  job: JobId,
  isOutOfReach: boolean,
  act: () => Promise<unknown>,
): Promise<Result['outcome']> {
  const unfinished = async () =>
    (await context.api.queue.list()).filter((item) => item.jobId === job && item.state.kind !== 'done');
  const isStuck = ({ state }: QueueItem): boolean => state.kind === 'failed' || state.kind === 'held';
  const before = new Set((await unfinished()).filter(isStuck).map((item) => item.id));
  await act();
  const settled = await settle(context, [job], decidingPatience(isOutOfReach));
  if (before.size === 0) return outcomeOf(settled);
  const left = (await unfinished()).filter((item) => !before.has(item.id));
  if (left.length === 0) return 'done';
  return left.some(({ state }) => state.kind === 'failed') ? 'failed' : 'kept';
}

const jobKinds: readonly AccountKind[] = ['bright-river', 'practice'];

/** The account meant: the one named, or the only one of its kind there is. @param kinds those that take jobs unless said */
export async function chosenAccount(
  context: CommandContext,
  kinds: readonly AccountKind[] = jobKinds,
): Promise<AccountId> {
  const accounts = (await context.api.accounts.list()).filter((account) => kinds.includes(account.kind));
  const [only] = accounts;
  if (only === undefined)
    throw new AppError(
      'person',
      'no_account',
      context.flags.account === undefined
        ? `There is no account yet. Add one with “account add ${kinds[0] ?? 'bright-river'}”.`
        : `There is no such account called “${context.flags.account}”.`,
    );
  if (accounts.length > 1)
    throw new UsageError('There are several accounts: say which one with --account NAME.');
  return only.id;
}

/** A job by its number at the service, or by its id in the register. */
export async function jobByWord(context: CommandContext, word: string | undefined): Promise<JobSummary> {
  if (word === undefined) throw new UsageError('The job’s number is missing.');
  const jobs = await context.api.jobs.list();
  const found = jobs.filter((job) => String(job.remoteId) === word || job.id === word);
  if (found.length > 1)
    throw new UsageError(`Several accounts have a job ${word}: say which with --account NAME.`);
  const [job] = found;
  if (!job)
    throw new AppError(
      'person',
      'job_unknown',
      `Job ${word} is not in the register. Add it with “job add ${word}”.`,
    );
  return job;
}

/** Nothing new could be had, or not be kept: what was known before is there all the same. */
const isOnlyStale = ({ action, code }: AppError): boolean =>
  action === 'retry' || action === 'sign-in' || code === 'register_read_only' || code === 'disk_full';

/**
 * Brings a job up to date where the service can be reached; says so where it cannot, and goes on with what is known.
 * Answers why it is not up to date, or null.
 * @param says `later`: people read it below what was read, see `asRead`; programs get the event all the same
 */
export async function refreshed(
  context: CommandContext,
  job: JobSummary,
  says: 'now' | 'later' = 'now',
): Promise<ErrorData | null> {
  if (job.remoteId === null) return null;
  try {
    await context.api.jobs.refresh(job.id);
    return null;
  } catch (error) {
    if (!(error instanceof AppError && isOnlyStale(error))) throw error;
    context.output.event('note', { message: error.message }, says === 'now' ? error.message : '');
    return errorData(error);
  }
}

/** What a command read: when it is only what was known before, it says so, so that no program waits on old news. */
export const asRead = (stale: ErrorData | null, data: Result['data'], lines: readonly string[]): Result =>
  stale === null ? done(data, lines) : { outcome: 'kept', data, lines, error: stale };
