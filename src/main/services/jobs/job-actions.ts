import type { JobAction, JobActionState, JobId, Stage } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileTotals, JobRecord, JobQueueRecord, StoreWriter } from '../../ports/store.ts';
import { cancellableStatuses } from './status-table.ts';

const yes = (action: JobAction): JobActionState => ({ action, available: true, reason: '' });
const no = (action: JobAction, reason: string): JobActionState => ({ action, available: false, reason });

/** Stages that come after the offer was accepted. */
export const acceptedStages: ReadonlySet<Stage | 'unchanged'> = new Set([
  'payment',
  'production',
  'review',
  'redo',
  'delivering',
  'done',
  'archived',
]);
const finishedStages: ReadonlySet<Stage> = new Set(['delivering', 'done', 'archived', 'cancelled']);

function requestOffer(
  job: JobRecord,
  totals: FileTotals,
  unfinished: readonly JobQueueRecord[],
): JobActionState {
  if (job.stage === 'draft') return no('request-offer', 'Send the pictures first.');
  if (unfinished.some((item) => item.payload.kind === 'request-offer'))
    return no('request-offer', 'The offer is asked for as soon as every picture is proven.');
  if (unfinished.some((item) => item.payload.kind === 'accept-offer'))
    return no('request-offer', 'Your acceptance of the offer is on its way.');
  if (job.stage === 'quoting') return no('request-offer', 'The offer was asked for already.');
  if (job.stage !== 'sending' && job.stage !== 'offer')
    return no('request-offer', 'The time for an offer is over.');
  if (totals.here > 0 && totals.proven < totals.here)
    return no('request-offer', 'Some pictures are not proven at the service yet.');
  if (totals.here === 0 && (job.atServer ?? 0) === 0)
    return no('request-offer', 'No picture of this job is at the service yet.');
  return yes('request-offer');
}

function acceptOffer(job: JobRecord, unfinished: readonly JobQueueRecord[]): JobActionState {
  if (unfinished.some((item) => item.payload.kind === 'accept-offer'))
    return no('accept-offer', 'Your acceptance is on its way.');
  if (acceptedStages.has(job.stage)) return no('accept-offer', 'The offer was accepted already.');
  return job.stage === 'offer' ? yes('accept-offer') : no('accept-offer', 'There is no offer yet.');
}

function close(job: JobRecord, unfinished: readonly JobQueueRecord[]): JobActionState {
  if (unfinished.some((item) => item.payload.kind === 'close-job'))
    return no('close', 'Closing is on its way.');
  if (finishedStages.has(job.stage)) return no('close', 'The job is closed already.');
  return job.stage === 'review'
    ? yes('close')
    : no('close', 'A job is closed after its results were reviewed.');
}

const isAhead = (unfinished: readonly JobQueueRecord[], kind: JobQueueRecord['payload']['kind']): boolean =>
  unfinished.some((item) => item.payload.kind === kind);

/** Name, description, tags and invoice reference are part of what the offer is about. */
function update(job: JobRecord, unfinished: readonly JobQueueRecord[]): JobActionState {
  if (job.stage === 'draft') return no('update', 'A draft is changed on its sheet.');
  if (isAhead(unfinished, 'accept-offer')) return no('update', 'Your acceptance of the offer is on its way.');
  if (isAhead(unfinished, 'cancel-job')) return no('update', 'The job is being cancelled.');
  if (job.stage === 'cancelled') return no('update', 'The job is cancelled.');
  return job.stage === 'sending' || job.stage === 'quoting' || job.stage === 'offer'
    ? yes('update')
    : no('update', 'A job is changed only before its offer is accepted.');
}

/** Documented for exactly seven statuses. What the service says when it is asked may be newer than what is known here. */
function cancel(job: JobRecord, unfinished: readonly JobQueueRecord[]): JobActionState {
  if (job.stage === 'draft') return no('cancel', 'A draft is discarded, not cancelled.');
  if (job.stage === 'cancelled') return no('cancel', 'The job is cancelled already.');
  if (isAhead(unfinished, 'cancel-job')) return no('cancel', 'Cancelling is on its way.');
  if (isAhead(unfinished, 'accept-offer')) return no('cancel', 'Your acceptance of the offer is on its way.');
  if (job.status === null)
    return no('cancel', 'The job does not exist at the service yet; take it out of the queue instead.');
  if (cancellableStatuses.has(job.status)) return yes('cancel');
  if (job.status === 'CJ_NEED_ACCEPTANCE')
    return no(
      'cancel',
      'The service cancels a job only while it is new or its offer has waited a while. An offer that is not accepted costs nothing.',
    );
  return no(
    'cancel',
    'The service cancels a job only before its offer is accepted, or when a payment failed.',
  );
}

const isGone = (job: JobRecord): string =>
  job.goneSince === null ? '' : 'The service does not know this job any more.';

/** What can be done to a job now, and why the rest cannot. */
export function jobActions(
  job: JobRecord,
  totals: FileTotals,
  unfinished: readonly JobQueueRecord[],
): readonly JobActionState[] {
  const draft = job.stage === 'draft';
  const gone = isGone(job);
  const states = [
    draft && totals.here > 0
      ? yes('send')
      : no('send', draft ? 'There is no picture to send yet.' : 'The job was sent already.'),
    requestOffer(job, totals, unfinished),
    acceptOffer(job, unfinished),
    update(job, unfinished),
    cancel(job, unfinished),
    totals.returned > 0 && job.stage !== 'archived'
      ? yes('review')
      : no(
          'review',
          job.stage === 'archived' ? 'The service has deleted its files.' : 'No result has come back yet.',
        ),
    close(job, unfinished),
    totals.returned > 0 && job.stage !== 'archived'
      ? yes('download')
      : no(
          'download',
          job.stage === 'archived' ? 'The service has deleted its files.' : 'No result has come back yet.',
        ),
    draft ? yes('discard') : no('discard', 'Only a draft can be discarded.'),
  ];
  return gone === '' ? states : states.map(({ action }) => no(action, gone));
}

/** Gives the job when the action is possible now. @throws AppError `not_now` (conflict) with the sentence the window shows beside the button */
export type AllowAction = (writer: StoreWriter, job: JobId, action: JobAction) => Promise<JobRecord>;

export const allowAction: AllowAction = async (writer, id, action) => {
  const job = await writer.job(id);
  if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
  const states = jobActions(job, await writer.fileTotals(id), await writer.unfinishedOf(id));
  const state = states.find((each) => each.action === action);
  if (state && !state.available) throw new AppError('conflict', 'not_now', state.reason);
  return job;
};
