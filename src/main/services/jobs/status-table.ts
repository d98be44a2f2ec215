import type { Stage } from '../../../preload/contract/index.ts';

/** What one status code of the service means to a person. */
export interface StatusMeaning {
  /** `unchanged`: the code says nothing about where the job stands; keep the stage it had. */
  readonly stage: Exclude<Stage, 'draft'> | 'unchanged';
  readonly sentence: string;
  /** The job waits for the person. */
  readonly needsYou: boolean;
}

const quiet = (stage: StatusMeaning['stage'], sentence: string): StatusMeaning => ({
  stage,
  sentence,
  needsYou: false,
});
const asks = (stage: StatusMeaning['stage'], sentence: string): StatusMeaning => ({
  stage,
  sentence,
  needsYou: true,
});

/**
 * Every status of the `/jobs` document (57 `CJ_*`, `ERROR`, `TIMECAROUSEL`) and `CJ_PREPROCESS`, which only the
 * service's configuration example shows. Several codes share one meaning there too.
 */
const meanings: ReadonlyMap<string, StatusMeaning> = new Map([
  ['CJ_NEW', quiet('sending', 'The job is open for pictures')],
  ['CJ_FETCH_READY', asks('sending', 'The pictures were fetched; ask for the offer')],
  ['CJ_FETCH_ERROR', asks('problem', 'The service could not fetch the pictures')],

  ['CJ_REQUEST_OFFER', quiet('quoting', 'The offer was asked for')],
  ['CJ_REQUEST_OFFER_PRE', quiet('quoting', 'The offer is being prepared')],
  ['CJ_REQUEST_OFFER_SYN', quiet('quoting', 'The pictures are being handed to the editors')],
  ['CJ_REQUEST_OFFER_VAL', quiet('quoting', 'The pictures are being counted')],
  ['CJ_REVIEWING', quiet('quoting', 'The editors are looking at the pictures')],
  ['CJ_REVIEWED', quiet('quoting', 'The editors have looked at the pictures')],
  ['CJ_REVIEWED2', quiet('quoting', 'The price is being worked out')],

  ['CJ_NEED_ACCEPTANCE', asks('offer', 'The offer is here; nothing is edited until you accept')],
  ['CJ_WAIT_ACCEPTANCE', asks('offer', 'The offer is here; nothing is edited until you accept')],
  ['CJ_WAIT_ACCEPTANCE2', asks('offer', 'A reminder came: the offer waits for you')],
  ['CJ_AUTO_ACCEPT', quiet('production', 'The offer was accepted by itself, as your account says')],

  ['CJ_PAY_INITIATED', quiet('payment', 'The payment was started')],
  ['CJ_TD_PAY_NEW', quiet('payment', 'The payment was started')],
  ['CJ_TD_PAY_PENDING', asks('payment', 'The job waits for the payment')],
  ['CJ_TD_PAY_PAYING', quiet('payment', 'The payment is under way')],
  ['CJ_TD_PAY_UPDATE', quiet('payment', 'The payment is being updated')],
  ['CJ_TD_PAY_TIMEOUT', asks('payment', 'The payment took too long; pay again on the service’s page')],
  ['CJ_TD_PAY_ERROR', asks('payment', 'The payment failed; pay again on the service’s page')],
  ['CJ_TD_PAY_CANCELED', asks('payment', 'The payment was cancelled; pay again or cancel the job')],
  ['CJ_TD_PAY_CHARGEBACK', asks('problem', 'The payment was charged back; talk to the service')],
  ['CJ_TD_PAY_PAID', quiet('production', 'Paid; the editors start soon')],
  ['CJ_PAID_VIA_BUCKAROO', quiet('production', 'Paid; the editors start soon')],
  ['CJ_JOB_PAID', quiet('production', 'Paid; the editors start soon')],

  ['CJ_ACCEPT', quiet('production', 'Accepted; the editors start soon')],
  ['CJ_PREPROCESS', quiet('production', 'The pictures are being prepared for the editors')],
  ['CJ_WORK_PROGRESS', quiet('production', 'The pictures are being edited')],

  ['CJ_WORK_DONE', asks('review', 'The results are back')],
  ['CJ_NOTIFY_WORK_DONE', asks('review', 'The results are back')],
  ['CJ_NOTIFIED_WORK_DN', asks('review', 'The results are back')],
  ['CJ_WORK_DONE_REMIND', asks('review', 'A reminder came: the results wait for you')],
  ['CJ_REJECT_DELAY', asks('review', 'The results are back; they can still be rejected')],
  ['CJ_PART_REVIEWED', asks('review', 'Some pictures were rejected; close the job when you are through')],

  ['CJ_INIT_REJECT', quiet('redo', 'The redo is being set up')],
  ['CJ_REJECT_INIT', quiet('redo', 'The redo is being set up')],
  ['CJ_REJECT_READY', quiet('redo', 'The redo is set up; files are being checked')],
  ['CJ_REJECT_READY2', quiet('redo', 'The redo is set up')],
  ['CJ_REJECT_NOTIFY', quiet('redo', 'The editors were told about the redo')],
  ['CJ_REJECT_ERROR', asks('problem', 'The redo could not be set up; talk to the service')],

  ['CJ_CLIENT_REVIEWED', quiet('delivering', 'Closed; the service is packing the results')],
  ['CJ_ZIP_INIT', quiet('delivering', 'The results are being packed')],
  ['CJ_ZIP_READY', quiet('delivering', 'The results are packed')],
  ['CJ_ZIP_ERROR', asks('problem', 'The results could not be packed; single downloads still work')],
  ['CJ_INIT_PUSH', quiet('delivering', 'The results are on their way to your server')],
  ['CJ_PUSH_INIT', quiet('delivering', 'The results are on their way to your server')],
  ['CJ_INIT_PUSH_ERR', asks('problem', 'Sending the results to your server could not start')],
  ['CJ_PUSH_ERROR', asks('problem', 'Sending the results to your server failed')],

  ['CJ_COMPLETED', quiet('done', 'Done; the results are ready to download')],
  ['CJ_COMPLETED2', quiet('done', 'Done; a reminder to download came')],
  ['CJ_COMPLETED3', quiet('done', 'Done; the last reminder to download came')],
  ['CJ_FINISHED', quiet('done', 'Done')],
  ['CJ_ARCHIVED', quiet('archived', 'Archived; the service has deleted its files')],
  ['CJ_DELETE', quiet('archived', 'The service has deleted its files')],

  ['CJ_USER_CANCELED', quiet('cancelled', 'You cancelled this job')],
  ['CJ_TRASH_CANCELLED', quiet('cancelled', 'Cancelled; the service has deleted its files')],

  ['CJ_ERROR', asks('problem', 'The service reports a problem with this job')],
  ['ERROR', asks('problem', 'The service reports a problem')],
  ['TIMECAROUSEL', quiet('unchanged', 'The service is between two steps')],
]);

/** The codes of the documents, for tests and coverage. */
export const documentedStatuses: readonly string[] = [...meanings.keys()];

/** The meaning of any code. An unknown one is shown as it is and asked for again: the set is open. */
export function statusMeaning(code: string): StatusMeaning {
  return meanings.get(code) ?? quiet('unchanged', `The service says “${code}”`);
}

/** Cancelling is documented for exactly these states. */
export const cancellableStatuses: ReadonlySet<string> = new Set([
  'CJ_NEW',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE2',
  'CJ_TD_PAY_TIMEOUT',
  'CJ_TD_PAY_ERROR',
  'CJ_PAY_INITIATED',
  'CJ_TD_PAY_CANCELED',
]);
