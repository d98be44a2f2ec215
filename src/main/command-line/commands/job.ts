import { resolve } from 'node:path';
import type { JobDetail, JobFile, JobId, JobSummary, Route } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { optionalNumber, required, wholeNumber, type Flags } from '../arguments.ts';
import {
  actAndSettle,
  asRead,
  chosenAccount,
  jobByWord,
  outcomeOf,
  refreshed,
  settle,
  type Command,
  type CommandContext,
} from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';
import { draftReady, jobNumbered } from '../waiting.ts';
import { fileFacts, remarkFile } from './job-file.ts';

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

/**
 * Nobody can be asked here, and a script that names a picture wants it delivered under that name: equal pictures go
 * all the same, each with its line, unless `--skip-duplicates` says otherwise.
 */
async function withDuplicates(context: CommandContext, draft: JobDetail): Promise<JobDetail> {
  const { api, flags, output } = context;
  if (flags['skip-duplicates'] ?? false) return draft;
  for (const file of draft.files) {
    if (file.transfer.kind !== 'left-out' || file.transfer.reason !== 'duplicate') continue;
    await api.jobs.sendAnyway(draft.job.id, file.id);
    const message = `${file.transfer.sentence} It is sent all the same; --skip-duplicates leaves it out.`;
    output.event(
      'file',
      { name: file.name, source: file.sourceName, sent: true, message },
      `${file.sourceName}: ${message}`,
    );
  }
  return draftReady(context, draft.job.id);
}

const leftOutSentence = (file: JobFile): string =>
  file.transfer.kind === 'left-out' ? file.transfer.sentence : file.note;

/** Says what happens to every file that does not go as it is, where it was not said yet. */
function tellLeftOut(context: CommandContext, detail: JobDetail, before: JobDetail | null = null): void {
  const said = new Map(before?.files.map((file) => [file.id, leftOutSentence(file)]));
  for (const file of detail.files) {
    const sentence = leftOutSentence(file);
    if (sentence !== '' && sentence !== said.get(file.id))
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
async function jobResult(
  context: CommandContext,
  id: JobId,
  outcome: Result['outcome'],
  draft: JobDetail | null = null,
): Promise<Result> {
  const detail = await context.api.jobs.get(id);
  // What was looked into when its turn came.
  if (draft !== null) tellLeftOut(context, detail, draft);
  const stuck =
    outcome === 'done'
      ? undefined
      : (await context.api.queue.list()).find(
          (item) => item.jobId === id && (item.state.kind === 'failed' || item.state.kind === 'held'),
        );
  const error = stuck?.state.kind === 'failed' ? stuck.state.error : undefined;
  return {
    outcome,
    data: { job: jobView(detail.job) },
    lines: [jobLine(detail.job)],
    ...(outcome === 'done'
      ? {}
      : {
          error:
            outcome === 'kept'
              ? await keptReason(context, detail.job.accountId)
              : (error ?? { code: 'held', message: detail.job.sentence, action: 'person' as const }),
        }),
  };
}

const create: Command = async (context) => {
  const { api, flags, words } = context;
  const name = required(flags.name, 'name');
  const description = required(flags.description, 'description');
  const route = routeOf(flags);
  if (words.length === 0) throw new UsageError('Name at least one picture or folder.');
  const deadlineId = optionalNumber(flags['deadline-id'], 'deadline-id');
  const specificationKey = optionalNumber(flags['specification-key'], 'specification-key');
  const accountId = await chosenAccount(context);

  const id = await api.jobs.openDraft(words.map((path) => resolve(path)));
  const draft = await withDuplicates(context, await draftReady(context, id));
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
    requestOffer: flags['request-offer'] ?? false,
    deadlineId,
    specificationKey,
  });
  context.output.event(
    'queued',
    { localId: id, files: draft.job.counts.here },
    draft.job.counts.here === 1 ? '1 picture queued' : `${String(draft.job.counts.here)} pictures queued`,
  );
  if (flags.wait ?? false) {
    const outcome = outcomeOf(await settle(context, [id]));
    // Asking for the offer changes the status at the service: what is told is what it says now.
    if (outcome === 'done' && (flags['request-offer'] ?? false))
      await refreshed(context, (await api.jobs.get(id)).job);
    return jobResult(context, id, outcome, draft);
  }
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
  const stale = await refreshed(context, job, 'later');
  const detail = await context.api.jobs.get(job.id);
  const { actions, timeline, redoOf, redos, rejectedAtServer } = detail;
  return asRead(stale, { job: jobView(detail.job), actions, timeline, redoOf, redos, rejectedAtServer }, [
    jobLine(detail.job),
    ...detail.timeline.map((entry) => `  ${new Date(entry.at).toISOString()}  ${entry.sentence}`),
  ]);
};

const files: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  const stale = await refreshed(context, job, 'later');
  const detail = await context.api.jobs.get(job.id);
  return asRead(
    stale,
    { job: jobView(detail.job), files: detail.files.map(fileView) },
    detail.files.map(fileLine),
  );
};

/** A request to the service that goes through the queue; the command ends when it has gone or is kept. */
const acting =
  (act: (context: CommandContext, id: JobId) => Promise<void>): Command =>
  async (context) => {
    const job = await jobByWord(context, context.words[0]);
    const stale = await refreshed(context, job);
    const outcome = await actAndSettle(context, job.id, stale?.action === 'retry', () =>
      act(context, job.id),
    );
    if (outcome === 'done') await refreshed(context, job);
    return jobResult(context, job.id, outcome);
  };

/** Only what is named changes; `--tag ""` takes all tags away. */
const update = acting(async ({ api, flags }, id) => {
  const { name, description, tag } = flags;
  const reference = flags['invoice-reference'];
  if ([name, description, tag, reference].every((flag) => flag === undefined))
    throw new UsageError('Say what changes: --name, --description, --tag or --invoice-reference.');
  const { job } = await api.jobs.get(id);
  await api.jobs.update(id, {
    name: name ?? job.name,
    description: description ?? job.description,
    tags: tag ?? job.tags,
    invoiceReference: reference ?? job.invoiceReference,
  });
});

const rejected: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  const stale = await refreshed(context, job, 'later');
  const { job: now, redos, rejectedAtServer } = await context.api.jobs.get(job.id);
  return asRead(
    stale,
    {
      job: jobView(now),
      rejectedFiles: rejectedAtServer,
      jobs: redos.map((redo) => ({
        id: redo.remoteId,
        name: redo.name,
        createdAt: redo.createdAt === null ? null : new Date(redo.createdAt).toISOString(),
      })),
    },
    redos.length === 0
      ? ['The service has made no redo of this job.']
      : redos.map((redo) => `${String(redo.remoteId)}  ${redo.name}`),
  );
};

export const jobCommands: Readonly<Record<string, Command>> = {
  create,
  list,
  add,
  show,
  files,
  'request-offer': acting((context, id) => context.api.jobs.requestOffer(id)),
  'accept-offer': acting((context, id) => context.api.jobs.acceptOffer(id)),
  update,
  cancel: acting((context, id) => context.api.jobs.cancel(id)),
  close: acting((context, id) => context.api.jobs.close(id)),
  rejected,
  facts: fileFacts,
  remark: acting(remarkFile),
};
