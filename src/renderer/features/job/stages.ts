import type { JobSummary, Stage, TimelineEntry } from '../../../preload/contract/index.ts';
import { moment } from '../../ui/format.ts';

export interface StageStep {
  readonly label: string;
  readonly when: string;
  readonly state: 'past' | 'now' | 'next';
}

const STEPS = ['Draft', 'Sent', 'Offer asked', 'Offer to accept', 'In production', 'Review', 'Done'] as const;

/** Index of the step a stage stands on, and what it is called while it is the present one. */
const PLACE: Readonly<Record<Exclude<Stage, 'problem' | 'cancelled'>, readonly [number, string]>> = {
  draft: [0, 'Draft'],
  sending: [1, 'Sending'],
  quoting: [2, 'Offer asked'],
  offer: [3, 'Offer to accept'],
  payment: [3, 'Payment'],
  production: [4, 'In production'],
  redo: [4, 'Redo'],
  review: [5, 'Review'],
  delivering: [6, 'Delivering'],
  done: [6, 'Done'],
  archived: [6, 'Archived'],
};

/** When the job came to a step, as its timeline saw it; null when nobody was looking. */
function reachedAt(timeline: readonly TimelineEntry[], step: number): number | null {
  const times = timeline.flatMap(({ at, stage }) =>
    stage !== null && stage !== 'problem' && stage !== 'cancelled' && PLACE[stage][0] === step ? [at] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** Everything was sent when the offer was asked for. */
const SENT = 1;

/** The strip above a job; empty where a job has left the usual way. */
export function stageSteps(
  job: Pick<JobSummary, 'stage' | 'createdAt' | 'changedAt'>,
  timeline: readonly TimelineEntry[],
  now: number,
): readonly StageStep[] {
  if (job.stage === 'problem' || job.stage === 'cancelled') return [];
  const [here, name] = PLACE[job.stage];
  return STEPS.map((label, index) => {
    if (index === here) return { label: name, when: `Since ${moment(job.changedAt, now)}`, state: 'now' };
    if (index < here) {
      const at = index === 0 ? job.createdAt : reachedAt(timeline, index === SENT ? SENT + 1 : index);
      return { label, when: at === null ? '' : moment(at, now), state: 'past' };
    }
    return { label, when: '', state: 'next' };
  });
}
