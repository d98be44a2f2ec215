import type { JobAction, JobSummary } from '../../../preload/contract/index.ts';
import { count } from '../../ui/format.ts';
import { leftToReview } from '../jobs/job-words.ts';

/** One of the three numbers that stand side by side on a job's page. */
export interface Tally {
  readonly label: string;
  readonly value: number | null;
  readonly note: string;
  readonly odd: boolean;
}

/** What the panel of a job's page says and offers. */
export interface NextStep {
  readonly title: string;
  readonly text: string;
  /** In the order they are offered; the first possible one is the primary button. */
  readonly actions: readonly JobAction[];
  readonly tallies: readonly Tally[];
}

function sendingTallies(job: JobSummary): readonly Tally[] {
  const { here, proven, atServer, inOffer } = job.counts;
  const expected = here > 0 ? here : atServer;
  return [
    { label: 'Counted here', value: here > 0 ? here : null, note: 'on this disk', odd: false },
    {
      label: 'At the server',
      // Proven means found in the server's own list: it is there, even before the list was counted.
      value: atServer ?? (proven > 0 ? proven : null),
      note: here > 0 && proven > 0 ? `${proven} proven` : atServer === null ? 'not asked yet' : 'in its list',
      odd: false,
    },
    {
      label: 'In the offer',
      value: inOffer,
      note: inOffer === null ? 'no offer yet' : 'their count',
      odd: inOffer !== null && expected !== null && inOffer !== expected,
    },
  ];
}

function returnTallies(job: JobSummary): readonly Tally[] {
  const { here, atServer, returned, accepted, rejected, downloaded } = job.counts;
  const expected = here > 0 ? here : atServer;
  return [
    { label: 'Expected', value: expected, note: 'sent to them', odd: false },
    {
      label: 'Returned',
      value: returned,
      note: `${accepted + rejected} reviewed`,
      odd: expected !== null && returned < expected && (job.stage === 'review' || job.stage === 'done'),
    },
    { label: 'Saved here', value: downloaded, note: 'in your folder', odd: false },
  ];
}

/** The offer against what is here, in one sentence. */
function offerStep(job: JobSummary, practice: boolean): NextStep {
  const { here, inOffer } = job.counts;
  const tallies = sendingTallies(job);
  if (inOffer === null || here === 0 || here === inOffer) {
    const matching = inOffer !== null && here === inOffer;
    return {
      title: inOffer === null ? 'The offer is there.' : `The offer is for ${count(inOffer, 'picture')}.`,
      text: [
        matching ? 'It counts exactly what you sent.' : '',
        practice ? 'The practice studio costs nothing.' : 'The price is shown on the service’s own page.',
        'Nothing is edited until you accept.',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
      actions: ['accept-offer', 'request-offer'],
      tallies,
    };
  }
  const more = here > inOffer;
  return {
    title: `The offer is for ${count(inOffer, 'picture')}. You have ${here} here.`,
    text: more
      ? `${count(here - inOffer, 'picture')} ${here - inOffer === 1 ? 'is' : 'are'} not in it. Accepting starts work on ${inOffer}.`
      : `It counts ${inOffer - here} more than were sent from here. Look at them at the service before you accept.`,
    actions: ['request-offer', 'accept-offer'],
    tallies,
  };
}

/** What a person reads first on a job's page: where it stands, what may be done, which numbers matter. `practice`: nothing costs anything. */
export function nextStep(job: JobSummary, practice = false): NextStep {
  const { here, proven, returned, downloaded } = job.counts;
  switch (job.stage) {
    case 'draft':
      return {
        title: 'A draft. Nothing was sent.',
        text: 'Go on with it to lay out the pictures and send them.',
        actions: ['send', 'discard'],
        tallies: sendingTallies(job),
      };
    case 'sending':
      return {
        title:
          proven >= here && here > 0
            ? `All ${here} are proven at the server.`
            : here === 0
              ? 'No picture is on its way.'
              : `Sending. ${proven} of ${here} proven.`,
        text:
          proven >= here && here > 0
            ? 'Their names and sizes match the server’s own list.'
            : here === 0
              ? 'Send those that were left out after all, or cancel the job.'
              : 'It goes on by itself, also after a break in the connection or a restart.',
        actions: ['request-offer'],
        tallies: sendingTallies(job),
      };
    case 'quoting':
      return {
        title: 'The offer is being made.',
        text: 'You are told when it comes. Nothing is edited until you accept it.',
        actions: [],
        tallies: sendingTallies(job),
      };
    case 'offer':
      return offerStep(job, practice);
    case 'payment':
      return {
        title: 'Waiting for the payment.',
        text: job.sentence,
        actions: [],
        tallies: sendingTallies(job),
      };
    case 'production':
      return {
        title: 'The pictures are being edited.',
        text:
          returned > 0 ? 'What has come back can be looked at already.' : 'You are told when they come back.',
        actions: returned > 0 ? ['review', 'download'] : [],
        tallies: returnTallies(job),
      };
    case 'redo':
      return {
        title: 'The editors are at it again.',
        text: 'What you rejected is being redone. What you accepted stays accepted.',
        actions: returned > 0 ? ['review', 'download'] : [],
        tallies: returnTallies(job),
      };
    case 'review': {
      // The status is known before the list of results: nothing has been looked at, so nothing counts as reviewed.
      if (returned === 0)
        return {
          title: 'The service says the results are back.',
          text: 'Their list is not here yet; it is asked for by itself.',
          actions: ['review', 'download', 'close'],
          tallies: returnTallies(job),
        };
      const left = leftToReview(job);
      return {
        title: left === 0 ? `All ${returned} are reviewed.` : `${left} of ${returned} left to review.`,
        text:
          left === 0
            ? 'Close the job to finish it, and download the results.'
            : 'Compare every result with your original, then accept or reject it.',
        actions: left === 0 ? ['close', 'download', 'review'] : ['review', 'download', 'close'],
        tallies: returnTallies(job),
      };
    }
    case 'delivering':
    case 'done':
    case 'archived':
      return {
        title: job.stage === 'delivering' ? 'The results are being delivered.' : 'This job is done.',
        text:
          downloaded > 0 && downloaded >= returned
            ? `${returned === 1 ? 'The result is' : `All ${returned} results are`} saved in your folder, each checked against the server.`
            : 'Results are checked against the server before they get their name.',
        actions: ['download', 'review'],
        tallies: returnTallies(job),
      };
    case 'cancelled':
      return {
        title: 'This job was cancelled.',
        text: job.sentence,
        actions: [],
        tallies: sendingTallies(job),
      };
    case 'problem':
      return {
        title: 'This job needs a look.',
        text: job.sentence,
        actions: ['request-offer', 'accept-offer', 'review', 'close', 'download'],
        tallies: returned > 0 ? returnTallies(job) : sendingTallies(job),
      };
  }
}

/** How a button for an action reads on this job. */
export function actionLabel(action: JobAction, job: JobSummary): string {
  const { here, inOffer, returned, downloaded } = job.counts;
  switch (action) {
    case 'send':
      return 'Go on with the draft';
    case 'request-offer':
      return job.stage === 'offer' ? 'Ask for a new offer' : 'Ask for the offer';
    case 'accept-offer':
      return inOffer !== null && here > 0 && inOffer !== here ? `Accept for ${inOffer}` : 'Accept the offer';
    case 'update':
      return 'Change name and text';
    case 'cancel':
      return 'Cancel job';
    case 'review': {
      const left = leftToReview(job);
      return left > 0 ? `Review ${count(left, 'picture')}` : 'Open the review room';
    }
    case 'close':
      return 'Close job';
    case 'download':
      if (downloaded > 0 && downloaded >= returned) return 'Download again';
      return returned > 0 ? `Download ${count(returned, 'result')}` : 'Download results';
    case 'discard':
      return 'Discard the draft';
  }
}
