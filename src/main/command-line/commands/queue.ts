import type {
  JobId,
  QueueApi,
  QueueItem,
  QueueJob,
  QueueMove,
  Instant,
  QueueOverview,
} from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { AppError } from '../../errors/app-error.ts';
import { jobByWord, outcomeOf, settle, type Command, type CommandContext } from '../command.ts';
import { heldWords } from '../held-words.ts';
import { everythingPaused, keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError } from '../usage.ts';

function reason(item: QueueItem): string {
  switch (item.state.kind) {
    case 'waiting':
    case 'running':
    case 'paused':
      return item.state.sentence;
    case 'held':
      return heldWords(item, item.state);
    case 'retrying':
    case 'failed':
      return item.state.error.message;
    case 'done':
      return '';
    default:
      return assertNever(item.state);
  }
}

const itemView = (item: QueueItem) => ({
  id: item.id,
  kind: item.kind,
  state: item.state.kind,
  reason: reason(item),
  title: item.title,
  job: item.jobName,
});

const itemLine = (item: QueueItem): string =>
  `${item.id}  ${item.state.kind}  ${item.title}  ${reason(item)}`;

const waitingView = ({
  decisionsWaiting,
  picturesWaiting,
  downloadsWaiting,
  lastContact,
}: QueueOverview) => ({
  waiting: { decisions: decisionsWaiting, pictures: picturesWaiting, downloads: downloadsWaiting },
  lastContact: lastContact === null ? null : new Date(lastContact).toISOString(),
});

/** "3 decisions and 12 pictures waiting; last contact 14:02" */
function waitingLine(overview: QueueOverview): string {
  const { decisionsWaiting, picturesWaiting, downloadsWaiting, otherWaiting, lastContact } = overview;
  const count = (amount: number, word: string): readonly string[] =>
    amount === 0 ? [] : [`${String(amount)} ${word}${amount === 1 ? '' : 's'}`];
  const parts = [
    ...count(decisionsWaiting, 'decision'),
    ...count(picturesWaiting, 'picture'),
    ...count(downloadsWaiting, 'download'),
    ...count(otherWaiting, 'other step'),
  ];
  const last = parts.pop();
  const what =
    last === undefined ? 'Nothing is' : parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  return `${what} waiting; ${lastContact === null ? 'no contact yet' : `last contact ${contactTime(lastContact)}`}`;
}

/** `14:02` of today, else with its day. */
function contactTime(at: Instant): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clockTime = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (time.toDateString() === new Date().toDateString()) return clockTime;
  return `${String(time.getFullYear())}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clockTime}`;
}

const pausedLines = ({ paused }: QueueOverview): readonly string[] => (paused ? [everythingPaused] : []);

async function items(context: CommandContext, outcome: Result['outcome']): Promise<Result> {
  const overview = await context.api.queue.overview();
  const unfinished = (await context.api.queue.list()).filter((item) => item.state.kind !== 'done');
  const stuck = unfinished.find((item) => item.state.kind === 'failed');
  return {
    outcome,
    data: { items: unfinished.map(itemView), ...waitingView(overview) },
    lines: [...unfinished.map(itemLine), waitingLine(overview), ...pausedLines(overview)],
    ...(outcome === 'done'
      ? {}
      : {
          error:
            outcome === 'kept'
              ? await keptReason(context, null)
              : {
                  code: outcome,
                  message: stuck ? reason(stuck) : 'Something did not work.',
                  action: 'person' as const,
                },
        }),
  };
}

/** Uploads that were broken off hard wait for a word: working the queue off is one. */
async function resumeInterrupted({ api }: CommandContext): Promise<void> {
  const uploads = await api.library.uploads();
  await api.library.resume(uploads.filter(({ state }) => state === 'interrupted').map(({ id }) => id));
}

const run: Command = async (context) => {
  await resumeInterrupted(context);
  return items(context, outcomeOf(await settle(context, null)));
};

const retry: Command = async (context) => {
  const { api, words } = context;
  if (words[0] === undefined) await api.queue.retryFailed();
  else await api.queue.retryJob((await jobByWord(context, words[0])).id);
  return run(context);
};

const jobView = (job: QueueJob) => ({
  id: job.jobId,
  name: job.jobName,
  paused: job.paused,
  picturesLeft: job.picturesLeft,
  downloadsLeft: job.downloadsLeft,
  needsYou: job.needsYou,
  bytesLeft: Math.max(0, job.bytesLeft - job.bytesMoved),
  sentence: job.sentence,
});

/** The jobs in the order they travel, after what a command did to them. */
async function jobs({ api }: CommandContext): Promise<Result> {
  const [found, overview] = await Promise.all([api.queue.jobs(), api.queue.overview()]);
  return done({ jobs: found.map(jobView), paused: overview.paused }, [
    ...(found.length === 0 ? ['Nothing is waiting.'] : found.map((job) => `${job.jobName}  ${job.sentence}`)),
    ...pausedLines(overview),
  ]);
}

/** Pauses or resumes the job that is named, or everything. */
const holding =
  (one: (queue: QueueApi, job: JobId) => Promise<void>, all: (queue: QueueApi) => Promise<void>): Command =>
  async (context) => {
    const { api, words } = context;
    if (words[0] === undefined) await all(api.queue);
    else await one(api.queue, (await jobByWord(context, words[0])).id);
    return jobs(context);
  };

const move =
  (to: QueueMove): Command =>
  async (context) => {
    await context.api.queue.moveJob((await jobByWord(context, context.words[0])).id, to);
    return jobs(context);
  };

const stop: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  const stopped = await context.api.queue.stopUpload(job.id);
  return done({ atService: stopped.atService, leftOut: stopped.leftOut }, [stopped.sentence]);
};

const sendAfterAll: Command = async (context) => {
  await context.api.queue.sendAfterAll((await jobByWord(context, context.words[0])).id);
  return run(context);
};

/** The one unfinished item whose id begins with the word. */
async function itemByWord({ api, words }: CommandContext): Promise<QueueItem> {
  const word = words[0];
  if (word === undefined) throw new UsageError('The item’s id is missing; “queue list” shows them.');
  const found = (await api.queue.list()).filter(
    (item) => item.state.kind !== 'done' && item.id.startsWith(word),
  );
  const [item] = found;
  if (item === undefined)
    throw new AppError('person', 'item_unknown', `Nothing that waits is called ${word}.`);
  if (found.length > 1) throw new UsageError(`${word} fits several items; write more of it.`);
  return item;
}

const isOutcomeUnknown = ({ state }: QueueItem): boolean =>
  state.kind === 'held' && state.why === 'outcome-unknown';

/**
 * Somebody has looked at the service and says that it did not get there. One item at a time and by its id only: done
 * twice, it would make a second job.
 */
const sendAgain: Command = async (context) => {
  const item = await itemByWord(context);
  if (item.state.kind !== 'held' && item.state.kind !== 'failed')
    throw new AppError(
      'person',
      'not_stopped',
      `“${item.title}” has not stopped: it is sent by itself. “queue run” waits for it.`,
    );
  if (isOutcomeUnknown(item)) await context.api.queue.answerUnknown(item.id, { kind: 'not-there' });
  else await context.api.queue.retry(item.id);
  return run(context);
};

/** Somebody has looked at the service and found it there; a job is linked to the number it has. */
const gotThere: Command = async (context) => {
  const { api, words, flags } = context;
  const item = await itemByWord(context);
  if (!isOutcomeUnknown(item))
    throw new AppError('person', 'not_unknown', `Nobody has to say what became of “${item.title}”.`);
  const number = words[1] === undefined ? null : wholeNumber(words[1], 'The job’s number');
  await api.queue.answerUnknown(item.id, { kind: 'got-there', number, sure: flags.sure ?? false });
  return run(context);
};

const cancel: Command = async (context) => {
  const item = await itemByWord(context);
  await context.api.queue.discard(item.id);
  return done({ items: [itemView(item)] }, [`Discarded: ${item.title}`]);
};

export const queueCommands: Readonly<Record<string, Command>> = {
  list: (context) => items(context, 'done'),
  run,
  jobs,
  retry,
  pause: holding(
    (queue, job) => queue.pauseJob(job),
    (queue) => queue.pause(),
  ),
  resume: holding(
    (queue, job) => queue.resumeJob(job),
    (queue) => queue.resume(),
  ),
  first: move('first'),
  up: move('up'),
  down: move('down'),
  last: move('last'),
  stop,
  'send-after-all': sendAfterAll,
  'send-again': sendAgain,
  'got-there': gotThere,
  cancel,
};
