import type { JobSummary } from '../../../preload/contract/index.ts';
import { clockTime, count, duration, moment } from '../../ui/format.ts';

/** The three numbers that stand side by side; null is drawn as a dash. `off` marks the one that differs. */
export interface SideBySide {
  readonly sent: number | null;
  readonly expected: number | null;
  readonly returned: number | null;
  readonly off: 'expected' | 'returned' | null;
}

export function sideBySide(job: JobSummary): SideBySide {
  const { here, proven, atServer, inOffer, returned } = job.counts;
  const expected = here > 0 ? here : (inOffer ?? atServer);
  const sent = here > 0 ? proven : atServer;
  const back = returned > 0 ? returned : null;
  const differsFromOffer = inOffer !== null && expected !== null && inOffer !== expected;
  let off: SideBySide['off'] = null;
  if (job.stage === 'offer' && differsFromOffer) off = 'expected';
  else if (job.stage === 'review' && expected !== null && returned < expected) off = 'returned';
  return { sent: job.stage === 'draft' ? null : sent, expected, returned: back, off };
}

export function leftToReview(job: JobSummary): number {
  const { returned, accepted, rejected } = job.counts;
  return Math.max(0, returned - accepted - rejected);
}

export interface ProgressWords {
  /** 0 to 1. */
  readonly fraction: number;
  readonly tone: 'moving' | 'quiet';
  readonly sentence: string;
  /** Worth a second look: tinted. */
  readonly odd: boolean;
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}

/** What the progress column says of a job. */
export function progressWords(job: JobSummary): ProgressWords {
  const { here, proven, failed, inOffer, returned, accepted, rejected, downloaded } = job.counts;
  const expected = sideBySide(job).expected ?? 0;
  const quiet = (fraction: number, sentence: string, odd = false): ProgressWords => ({
    fraction,
    tone: 'quiet',
    sentence,
    odd,
  });
  switch (job.stage) {
    case 'draft':
      return quiet(0, here === 0 ? 'No pictures yet' : `${count(here, 'picture')}, not sent`);
    case 'sending': {
      const sentence =
        failed > 0
          ? `${proven} proven, ${failed} could not go`
          : proven >= here && here > 0
            ? `All ${here} proven`
            : `${proven} proven, ${Math.max(0, here - proven)} to go`;
      const fraction = job.bytesTotal > 0 ? share(job.bytesSent, job.bytesTotal) : share(proven, here);
      return { fraction, tone: 'moving', sentence, odd: failed > 0 };
    }
    case 'quoting':
      return quiet(1, 'The offer is being made');
    case 'offer': {
      if (inOffer === null) return quiet(1, 'The offer is there');
      const more = here - inOffer;
      if (here > 0 && more > 0) return quiet(share(inOffer, here), `${more} not in the offer`, true);
      if (here > 0 && more < 0) return quiet(1, `${-more} more in the offer than here`, true);
      return quiet(1, `All ${inOffer} are in the offer`);
    }
    case 'payment':
      return quiet(1, 'Waits for the payment');
    case 'production':
      return returned > 0
        ? quiet(share(returned, expected), `${returned} of ${expected} back`)
        : quiet(0, 'Being edited');
    case 'redo':
      return quiet(share(returned, expected), `${count(expected, 'picture')} sent back`);
    case 'review': {
      const left = leftToReview(job);
      if (returned < expected) {
        return quiet(share(accepted + rejected, expected), `${expected - returned} have not come back`, true);
      }
      return quiet(
        share(accepted + rejected, returned),
        left === 0 ? `All ${returned} reviewed` : `${left} of ${returned} left to review`,
      );
    }
    case 'delivering':
      return {
        fraction: share(downloaded, returned),
        tone: 'moving',
        sentence: `${downloaded} of ${returned} saved`,
        odd: false,
      };
    case 'done':
      return quiet(1, downloaded > 0 ? `${downloaded} of ${returned} saved` : 'Closed, not downloaded here');
    case 'archived':
      return quiet(1, 'Archived');
    case 'cancelled':
      return quiet(0, 'Cancelled');
    case 'problem':
      return quiet(0, job.sentence, true);
  }
}

/** What the last-change column says. */
export function changeWords(job: JobSummary, now: number, bytesPerSecond: number): string {
  const today = moment(job.changedAt, now) === clockTime(job.changedAt);
  const at = moment(job.changedAt, now);
  switch (job.stage) {
    case 'sending': {
      const left = job.bytesTotal - job.bytesSent;
      if (left > 0 && bytesPerSecond > 0) return `About ${duration(left / bytesPerSecond)} left`;
      return at;
    }
    case 'offer':
      return today ? `Offer came ${at}` : at;
    case 'review':
      return today ? `Back since ${at}` : at;
    default:
      return at;
  }
}

/** The second line under the name. */
export function jobLine(job: JobSummary, practice: boolean): string {
  const parts = [
    job.remoteId === null ? (job.stage === 'draft' ? 'Draft' : '') : String(job.remoteId),
    job.parentRemoteId === null ? '' : `from ${job.parentRemoteId}`,
    job.invoiceReference === null || job.invoiceReference === '' ? '' : `invoice ${job.invoiceReference}`,
    job.isTest ? 'test job' : '',
    practice ? `${job.accountName}, costs nothing` : '',
    job.tags.join(', '),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

export interface RowVerb {
  readonly label: string;
  readonly target: 'job' | 'review' | 'draft';
}

/** The one verb of a row; null when there is nothing to press. */
export function rowVerb(job: JobSummary): RowVerb | null {
  switch (job.stage) {
    case 'draft':
      return { label: 'Go on', target: 'draft' };
    case 'offer':
      return { label: 'See offer', target: 'job' };
    case 'payment':
      return { label: 'See payment', target: 'job' };
    case 'review': {
      const left = leftToReview(job);
      return left > 0 ? { label: `Review ${left}`, target: 'review' } : { label: 'Finish', target: 'job' };
    }
    case 'problem':
      return { label: 'See why', target: 'job' };
    default:
      return job.needsYou ? { label: 'Open', target: 'job' } : null;
  }
}

/** Where a job stands, as a heading would say it. */
export function stageWord(job: Pick<JobSummary, 'stage'>): string {
  switch (job.stage) {
    case 'draft':
      return 'Draft';
    case 'sending':
      return 'Sending';
    case 'quoting':
      return 'Waiting for the offer';
    case 'offer':
      return 'Offer to accept';
    case 'payment':
      return 'Waiting for payment';
    case 'production':
      return 'In production';
    case 'review':
      return 'Ready for review';
    case 'redo':
      return 'Redo';
    case 'delivering':
      return 'Being delivered';
    case 'done':
      return 'Done';
    case 'archived':
      return 'Archived';
    case 'cancelled':
      return 'Cancelled';
    case 'problem':
      return 'Problem';
  }
}
