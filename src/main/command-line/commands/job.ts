import { resolve } from 'node:path';
import type { JobDetail, JobFile, JobId, JobSummary, Route } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { required, wholeNumber, type Flags } from '../arguments.ts';
import {
  chosenAccount,
  jobByWord,
  outcomeOf,
  refreshed,
  settle,
  type Command,
  type CommandContext,
} from '../command.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';
import { draftRead, jobNumbered } from '../waiting.ts';

/** A job as the command line tells it; `id` is its number at the service, null before it has one. */
export const jobView = (job: JobSummary) => ({
  id: job.remoteId,
  localId: job.id,
  status: job.status,
  stage: job.stage,
  name: job.name,
  fileCount: Math.max(job.counts.here, job.counts.atServer ?? 0),
  sentence: job.sentence,
  account: job.accountName,
  counts: job.counts,
});

const jobLine = (job: JobSummary): string =>
  `${String(job.remoteId ?? '–')}  ${job.stage}  ${job.name}  ${job.sentence}`;

function proofOf(file: JobFile): string {
  return file.transfer.kind === 'failed' ? `failed: ${file.transfer.error.message}` : file.transfer.kind;
}

/** A file as the command line tells it. */
export const fileView = (file: JobFile) => ({
  id: file.remoteId,
  name: file.name,
  size: file.size,
  proof: file.transfer.kind,
  decision: file.decision,
  source: file.sourceName,
  ...(file.note === '' ? {} : { note: file.note }),
  ...(file.transfer.kind === 'left-out' ? { reason: file.transfer.sentence } : {}),
  ...(file.transfer.kind === 'failed' ? { reason: file.transfer.error.message } : {}),
});

const fileLine = (file: JobFile): string =>
  `${String(file.remoteId ?? '–')}  ${file.name}  ${String(file.size)} bytes  ${proofOf(file)}${file.decision === null ? '' : `  ${file.decision}`}`;

function routeOf(flags: Flags): Route {
  const route = flags.route ?? 'ftp';
  if (route !== 'ftp' && route !== 'post') throw new UsageError('--route is ftp or post.');
  return route;
}

/** Says what happens to every file that does not go as it is. */
function tellLeftOut(context: CommandContext, detail: JobDetail): void {
  for (const file of detail.files) {
    const sentence = file.transfer.kind === 'left-out' ? file.transfer.sentence : file.note;
    if (sentence !== '')
      context.output.event(
        'file',
        {
          name: file.name,
          source: file.sourceName,
          sent: file.transfer.kind !== 'left-out',
          message: sentence,
        },
        `${file.sourceName}: ${sentence}`,
      );
  }
}

/** How the job stands after the queue has done what it could. */
async function jobResult(context: CommandContext, id: JobId, outcome: Result['outcome']): Promise<Result> {
  const detail = await context.api.jobs.get(id);
  const stuck = (await context.api.queue.list()).find(
    (item) => item.jobId === id && (item.state.kind === 'failed' || item.state.kind === 'held'),
  );
  const error = stuck?.state.kind === 'failed' ? stuck.state.error : undefined;
  return {
    outcome,
    data: { job: jobView(detail.job) },
    lines: [jobLine(detail.job)],
    ...(outcome === 'done' ? {} : error ? { error } : { error: keptError(detail.job, outcome) }),
  };
}

function keptError(
  job: JobSummary,
  outcome: Result['outcome'],
): { code: string; message: string; action: 'retry' | 'person' } {
  return outcome === 'kept'
    ? {
        code: 'kept',
        message: 'Kept for later: it goes with “queue run”, or by itself in the window.',
        action: 'retry',
      }
    : { code: 'held', message: job.sentence, action: 'person' };
}

const create: Command = async (context) => {
  const { api, flags, words } = context;
  const name = required(flags.name, 'name');
  const description = required(flags.description, 'description');
  const route = routeOf(flags);
  if (words.length === 0) throw new UsageError('Name at least one picture or folder.');
  const accountId = await chosenAccount(context);

  const id = await api.jobs.openDraft(words.map((path) => resolve(path)));
  const draft = await draftRead(context, id);
  tellLeftOut(context, draft);
  if (draft.job.counts.here === 0) {
    await api.jobs.discardDraft(id);
    throw new AppError('person', 'no_pictures', 'There is no picture to send. Nothing was created.');
  }
  await api.jobs.send(id, {
    accountId,
    name,
    description,
    tags: flags.tag ?? [],
    invoiceReference: flags['invoice-reference'] ?? null,
    isTest: flags.test ?? false,
    route,
    requestOffer: false,
    deadlineId: null,
    specificationKey: null,
  });
  context.output.event(
    'queued',
    { localId: id, files: draft.job.counts.here },
    `${String(draft.job.counts.here)} pictures queued`,
  );
  if (flags.wait ?? false) return jobResult(context, id, outcomeOf(await settle(context, [id])));
  return jobResult(context, id, (await jobNumbered(context, id)) ? 'done' : 'kept');
};

const list: Command = async ({ api }) => {
  const jobs = await api.jobs.list();
  return done({ jobs: jobs.map(jobView) }, jobs.length === 0 ? ['No job yet.'] : jobs.map(jobLine));
};

const add: Command = async (context) => {
  const number = wholeNumber(context.words[0], 'The job’s number');
  const id = await context.api.jobs.addByNumber(await chosenAccount(context), number);
  return jobResult(context, id, 'done');
};

const show: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  await refreshed(context, job);
  const detail = await context.api.jobs.get(job.id);
  return done({ job: jobView(detail.job), actions: detail.actions, timeline: detail.timeline }, [
    jobLine(detail.job),
    ...detail.timeline.map((entry) => `  ${new Date(entry.at).toISOString()}  ${entry.sentence}`),
  ]);
};

const files: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  await refreshed(context, job);
  const detail = await context.api.jobs.get(job.id);
  return done({ job: jobView(detail.job), files: detail.files.map(fileView) }, detail.files.map(fileLine));
};

/** A request to the service that goes through the queue; the command ends when it has gone or is kept. */
const acting =
  (act: (context: CommandContext, id: JobId) => Promise<void>): Command =>
  async (context) => {
    const job = await jobByWord(context, context.words[0]);
    await refreshed(context, job);
    await act(context, job.id);
    const outcome = outcomeOf(await settle(context, [job.id]));
    if (outcome === 'done') await refreshed(context, job);
    return jobResult(context, job.id, outcome);
  };

export const jobCommands: Readonly<Record<string, Command>> = {
  create,
  list,
  add,
  show,
  files,
  'request-offer': acting((context, id) => context.api.jobs.requestOffer(id)),
  'accept-offer': acting((context, id) => context.api.jobs.acceptOffer(id)),
  close: acting((context, id) => context.api.jobs.close(id)),
};
