import type { Deed } from '../world/far-service.ts';
import type { Found } from './find-violations.ts';
import { isVisible, type JobRow } from './standing.ts';

const offered: ReadonlySet<string> = new Set([
  'CJ_NEED_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE2',
]);
const underReview: ReadonlySet<string> = new Set(['CJ_WORK_DONE', 'CJ_WORK_DONE_REMIND', 'CJ_PART_REVIEWED']);

/** Jobs are made once, offers are accepted once, and what was promised of a job is at the service or to be seen. */
export function jobViolations(found: Found): string[] {
  const { standing, service, person } = found;
  const violations: string[] = [];
  const made = (order: string): readonly Deed[] =>
    service.deeds.filter((deed) => deed.kind === 'create' && deed.order === order);
  const waits = (job: string, kinds: readonly string[]): boolean =>
    standing.queue.some((row) => row.jobId === job && kinds.includes(row.kind) && isVisible(row));
  const taken = person.intents.filter((intent) => intent.outcome === 'taken');
  /** Gave the work of the job up, or cancelled it. */
  const gaveUp = (job: string): boolean =>
    person.intents.some(
      (intent) =>
        intent.outcome !== 'refused' &&
        (intent.kind === 'cancel' || intent.kind === 'discard') &&
        intent.job === job,
    );
  const triedAgain = (job: string, what: string): number =>
    person.intents.filter(
      (intent) =>
        intent.outcome !== 'refused' &&
        ((intent.kind === 'retry' && intent.job === job && intent.what === what) ||
          intent.kind === 'retry-failed'),
    ).length;

  for (const intent of person.intents) {
    if (intent.kind !== 'send') continue;
    const times = made(intent.order).length;
    const job = intent.job;
    if (times > 1 + (job === null ? 0 : triedAgain(job, 'create-job')))
      violations.push(`${intent.order} was made ${String(times)} times without the person asking for it`);
    if (intent.outcome !== 'taken' || job === null) continue;
    const row = standing.jobs.find((each) => each.id === job);
    if (row === undefined) violations.push(`the job of ${intent.order} is not in the register any more`);
    else if (times === 0 && !waits(job, ['create-job']) && !gaveUp(job))
      violations.push(`${intent.order} was promised and never made`);
    else if (row.remoteId === null && !waits(job, ['create-job']) && !gaveUp(job))
      violations.push(`the number of ${intent.order} was lost`);
  }

  const farOf = (job: JobRow) => (job.remoteId === null ? undefined : service.jobs.get(job.remoteId));
  for (const job of standing.jobs) {
    const far = farOf(job);
    const accepted = service.deeds.filter(
      (deed) => deed.kind === 'accept-offer' && deed.job === far?.id && !deed.again,
    );
    if (accepted.length > 1 + triedAgain(job.id, 'accept-offer'))
      violations.push(`the offer of ${job.order} was accepted ${String(accepted.length)} times`);
    if (far === undefined || gaveUp(job.id)) continue;
    const promised = (kind: string): boolean =>
      taken.some((intent) => intent.kind === kind && 'job' in intent && intent.job === job.id);
    if (
      promised('accept-offer') &&
      accepted.length === 0 &&
      offered.has(far.status) &&
      !waits(job.id, ['accept-offer'])
    )
      violations.push(`the acceptance of the offer of ${job.order} was lost`);
    if (promised('close') && underReview.has(far.status) && !waits(job.id, ['close-job']))
      violations.push(`the closing of ${job.order} was lost`);
    const updates = taken.filter((intent) => intent.kind === 'update' && intent.job === job.id);
    const last = updates.at(-1);
    if (
      last?.kind === 'update' &&
      far.description !== job.description &&
      !waits(job.id, ['update-job', 'create-job'])
    )
      violations.push(
        `the change of ${job.order} was lost: the service has “${far.description}”, the register “${job.description}”`,
      );
    if (
      last?.kind === 'update' &&
      !person.intents.some((each) => each.kind === 'update' && each.outcome === 'asked') &&
      job.description !== last.words
    )
      violations.push(`the change of ${job.order} is not in the register`);
    // Whoever stops sending is not asked a price for half a job.
    const stopped = person.intents.some(
      (intent) => intent.kind === 'leave-out' && intent.stops && intent.job === job.id,
    );
    const asked = person.intents.some(
      (intent) =>
        intent.kind === 'send' && intent.job === job.id && intent.outcome === 'taken' && intent.requestOffer,
    );
    if (
      (asked || promised('request-offer')) &&
      !stopped &&
      far.status === 'CJ_NEW' &&
      !waits(job.id, ['request-offer'])
    )
      violations.push(`the request for the offer of ${job.order} was lost`);
  }

  violations.push(...orderViolations(found));
  return violations;
}

/** Asking for an offer comes after the pictures it counts, closing after the decisions before it. */
function orderViolations({ standing, service, person }: Found): string[] {
  const violations: string[] = [];
  for (const job of standing.jobs) {
    const deeds = service.deeds.filter((deed) => deed.job === job.remoteId && !deed.again);
    const offer = deeds.find((deed) => deed.kind === 'request-offer');
    const send = person.intents.find((intent) => intent.kind === 'send' && intent.job === job.id);
    const changed = person.intents.some(
      (intent) => (intent.kind === 'leave-out' || intent.kind === 'discard') && intent.job === job.id,
    );
    if (offer !== undefined && send !== undefined && !changed)
      for (const file of standing.files) {
        if (file.jobId !== job.id || file.path === null || file.state === 'left-out') continue;
        // What a watched folder adds while the offer is being asked for is not among what it counts.
        if (file.path.startsWith('/watch/')) continue;
        const far = service.jobs.get(offer.job)?.files.find((each) => each.name === file.name);
        if (far?.wholeAt === undefined || far.wholeAt === null || far.wholeAt > offer.at)
          violations.push(`the offer of ${job.order} was asked for before ${file.name} was there`);
      }
    const close = person.intents.find(
      (intent) => intent.kind === 'close' && intent.job === job.id && intent.outcome === 'taken',
    );
    const closed = deeds.find((deed) => deed.kind === 'close');
    if (close === undefined || closed === undefined) continue;
    const late = deeds.filter((deed) => deed.kind === 'verdict' && deed.at > closed.at);
    for (const deed of late) {
      const decided = person.intents.some(
        (intent) =>
          intent.kind === 'decide' &&
          intent.job === job.id &&
          intent.at > close.at &&
          intent.decided.some((each) => each.file === deed.file),
      );
      if (!decided)
        violations.push(`a decision of ${job.order} arrived after the closing that was asked for after it`);
    }
  }
  return violations;
}
