import { describe, expect, test } from 'vitest';
import type {
  AccountId,
  JobAction,
  JobActionState,
  QueueItemId,
} from '../../../../src/preload/contract/index.ts';
import { jobActions } from '../../../../src/main/services/jobs/job-actions.ts';
import type { FileTotals, JobRecord, JobQueueRecord } from '../../../../src/main/ports/store.ts';
import { aJob, someTotals } from './job-samples.ts';

function states(
  job: Partial<JobRecord>,
  totals: Partial<FileTotals> = {},
): ReadonlyMap<JobAction, JobActionState> {
  return new Map(jobActions(aJob(job), someTotals(totals), []).map((state) => [state.action, state]));
}

describe('what can be done to a job', () => {
  test('a draft with pictures can be sent or discarded, nothing else', () => {
    const draft = states({ stage: 'draft', status: null }, { here: 3 });
    const possible = [...draft.values()].filter((state) => state.available).map((state) => state.action);
    expect(possible).toEqual(['send', 'discard']);
  });

  test('every action that is not possible says why', () => {
    for (const stage of [
      'draft',
      'sending',
      'quoting',
      'offer',
      'production',
      'review',
      'done',
      'cancelled',
    ] as const)
      for (const state of states({ stage }).values()) expect(state.reason === '').toBe(state.available);
  });

  test('an offer is asked for only when every picture is proven', () => {
    expect(states({ stage: 'sending' }, { here: 3, proven: 2 }).get('request-offer')?.available).toBe(false);
    expect(states({ stage: 'sending' }, { here: 3, proven: 3 }).get('request-offer')?.available).toBe(true);
  });

  test('nobody is asked for another offer while one is being accepted', () => {
    const job = aJob({ stage: 'offer' });
    const accepting: JobQueueRecord = {
      subject: 'job',
      id: 'q' as QueueItemId,
      sequence: 1,
      payload: { kind: 'accept-offer' },
      jobId: job.id,
      accountId: 'account' as AccountId,
      lane: 'job',
      parallel: false,
      title: 'Accept the offer',
      bytes: 0,
      state: 'waiting',
      attempts: 0,
      retryAt: null,
      lastError: null,
      mayHaveBeenSent: false,
      rank: 1,
      paused: false,
      createdAt: 0,
      changedAt: 0,
    };
    const asked = jobActions(job, someTotals({}), [accepting]).find(
      (each) => each.action === 'request-offer',
    );
    expect(asked).toMatchObject({
      available: false,
      reason: 'Your acceptance of the offer is on its way.',
    });
  });

  test('a job is closed after its review', () => {
    expect(states({ stage: 'review' }).get('close')?.available).toBe(true);
    expect(states({ stage: 'done' }).get('close')?.reason).toBe('The job is closed already.');
  });

  test('cancelling follows the status, not the stage', () => {
    expect(states({ stage: 'offer', status: 'CJ_WAIT_ACCEPTANCE' }).get('cancel')?.available).toBe(true);
    expect(states({ stage: 'offer', status: 'CJ_NEED_ACCEPTANCE' }).get('cancel')?.available).toBe(false);
  });
});
