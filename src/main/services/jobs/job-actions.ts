import type { JobAction, JobActionState, Stage } from '../../../preload/contract/index.ts';
import type { FileTotals, JobRecord, QueueRecord } from '../../ports/store.ts';
import { cancellableStatuses } from './status-table.ts';

const yes = (action: JobAction): JobActionState => ({ action, available: true, reason: '' });
const no = (action: JobAction, reason: string): JobActionState => ({ action, available: false, reason });

const acceptedStages: ReadonlySet<Stage> = new Set([
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
  unfinished: readonly QueueRecord[],
): JobActionState {
  if (job.stage === 'draft') return no('request-offer', 'Send the pictures first.');
  if (unfinished.some((item) => item.payload.kind === 'request-offer'))
    return no('request-offer', 'The offer is asked for as soon as every picture is proven.');
  if (job.stage === 'quoting') return no('request-offer', 'The offer was asked for already.');
  if (job.stage !== 'sending' && job.stage !== 'offer')
    return no('request-offer', 'The time for an offer is over.');
  if (totals.here > 0 && totals.proven < totals.here)
    return no('request-offer', 'Some pictures are not proven at the service yet.');
  return yes('request-offer');
}

function acceptOffer(job: JobRecord, unfinished: readonly QueueRecord[]): JobActionState {
  if (unfinished.some((item) => item.payload.kind === 'accept-offer'))
    return no('accept-offer', 'Your acceptance is on its way.');
  if (acceptedStages.has(job.stage)) return no('accept-offer', 'The offer was accepted already.');
  return job.stage === 'offer' ? yes('accept-offer') : no('accept-offer', 'There is no offer yet.');
}

function close(job: JobRecord, unfinished: readonly QueueRecord[]): JobActionState {
  if (unfinished.some((item) => item.payload.kind === 'close-job'))
    return no('close', 'Closing is on its way.');
  if (finishedStages.has(job.stage)) return no('close', 'The job is closed already.');
  return job.stage === 'review'
    ? yes('close')
    : no('close', 'A job is closed after its results were reviewed.');
}

/** What can be done to a job now, and why the rest cannot. */
export function jobActions(
  job: JobRecord,
  totals: FileTotals,
  unfinished: readonly QueueRecord[],
): readonly JobActionState[] {
  const draft = job.stage === 'draft';
  const cancelOff = draft
    ? 'A draft is discarded, not cancelled.'
    : job.status !== null && cancellableStatuses.has(job.status)
      ? ''
      : 'The service cancels a job only before its offer is accepted, or when a payment failed.';
  return [
    draft && totals.here > 0
      ? yes('send')
      : no('send', draft ? 'There is no picture to send yet.' : 'The job was sent already.'),
    requestOffer(job, totals, unfinished),
    acceptOffer(job, unfinished),
    cancelOff === '' ? yes('cancel') : no('cancel', cancelOff),
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
}
