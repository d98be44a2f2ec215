import { describe, expect, test } from 'vitest';
import type { Stage } from '../../../../src/preload/contract/index.ts';
import {
  cancellableStatuses,
  documentedStatuses,
  statusMeaning,
} from '../../../../src/main/services/jobs/status-table.ts';
import { stageOf } from '../../../../src/main/services/jobs/job-refresh.ts';

/** The 59 codes of the /jobs document, and CJ_PREPROCESS, each with the stage a photographer sees. */
const expected: Readonly<Record<string, Stage | 'unchanged'>> = {
  CJ_ACCEPT: 'production',
  CJ_ARCHIVED: 'archived',
  CJ_AUTO_ACCEPT: 'production',
  CJ_CLIENT_REVIEWED: 'delivering',
  CJ_COMPLETED: 'done',
  CJ_COMPLETED2: 'done',
  CJ_COMPLETED3: 'done',
  CJ_DELETE: 'archived',
  CJ_ERROR: 'problem',
  CJ_FETCH_ERROR: 'problem',
  CJ_FETCH_READY: 'sending',
  CJ_FINISHED: 'done',
  CJ_INIT_PUSH: 'delivering',
  CJ_INIT_PUSH_ERR: 'problem',
  CJ_INIT_REJECT: 'redo',
  CJ_JOB_PAID: 'production',
  CJ_NEED_ACCEPTANCE: 'offer',
  CJ_NEW: 'sending',
  CJ_NOTIFIED_WORK_DN: 'review',
  CJ_NOTIFY_WORK_DONE: 'review',
  CJ_PAID_VIA_BUCKAROO: 'production',
  CJ_PART_REVIEWED: 'review',
  CJ_PAY_INITIATED: 'payment',
  CJ_PREPROCESS: 'production',
  CJ_PUSH_ERROR: 'problem',
  CJ_PUSH_INIT: 'delivering',
  CJ_REJECT_DELAY: 'review',
  CJ_REJECT_ERROR: 'problem',
  CJ_REJECT_INIT: 'redo',
  CJ_REJECT_NOTIFY: 'redo',
  CJ_REJECT_READY: 'redo',
  CJ_REJECT_READY2: 'redo',
  CJ_REQUEST_OFFER: 'quoting',
  CJ_REQUEST_OFFER_PRE: 'quoting',
  CJ_REQUEST_OFFER_SYN: 'quoting',
  CJ_REQUEST_OFFER_VAL: 'quoting',
  CJ_REVIEWED: 'quoting',
  CJ_REVIEWED2: 'quoting',
  CJ_REVIEWING: 'quoting',
  CJ_TD_PAY_CANCELED: 'payment',
  CJ_TD_PAY_CHARGEBACK: 'problem',
  CJ_TD_PAY_ERROR: 'payment',
  CJ_TD_PAY_NEW: 'payment',
  CJ_TD_PAY_PAID: 'production',
  CJ_TD_PAY_PAYING: 'payment',
  CJ_TD_PAY_PENDING: 'payment',
  CJ_TD_PAY_TIMEOUT: 'payment',
  CJ_TD_PAY_UPDATE: 'payment',
  CJ_TRASH_CANCELLED: 'cancelled',
  CJ_USER_CANCELED: 'cancelled',
  CJ_WAIT_ACCEPTANCE: 'offer',
  CJ_WAIT_ACCEPTANCE2: 'offer',
  CJ_WORK_DONE: 'review',
  CJ_WORK_DONE_REMIND: 'review',
  CJ_WORK_PROGRESS: 'production',
  CJ_ZIP_ERROR: 'problem',
  CJ_ZIP_INIT: 'delivering',
  CJ_ZIP_READY: 'delivering',
  ERROR: 'problem',
  TIMECAROUSEL: 'unchanged',
};

describe('status table', () => {
  test('knows the 59 documented codes and CJ_PREPROCESS, no more and no less', () => {
    expect([...documentedStatuses].sort()).toEqual(Object.keys(expected).sort());
    expect(documentedStatuses).toHaveLength(60);
  });

  test.each(Object.entries(expected))('%s stands for %s, in a plain sentence', (code, stage) => {
    const meaning = statusMeaning(code);
    expect(meaning.stage).toBe(stage);
    expect(meaning.sentence).not.toContain('CJ_');
    expect(meaning.sentence.length).toBeGreaterThan(3);
  });

  test('whatever waits for the person says so', () => {
    for (const code of documentedStatuses) {
      const { stage, needsYou } = statusMeaning(code);
      if (stage === 'offer' || stage === 'review' || stage === 'problem') expect(needsYou, code).toBe(true);
      if (stage === 'done' || stage === 'production' || stage === 'quoting')
        expect(needsYou, code).toBe(false);
    }
  });

  test('an unknown code is shown as it is and keeps the stage', () => {
    expect(statusMeaning('CJ_SOMETHING_NEW')).toEqual({
      stage: 'unchanged',
      sentence: 'The service says “CJ_SOMETHING_NEW”',
      needsYou: false,
    });
    expect(stageOf({ stage: 'production', parentRemoteId: null }, 'CJ_SOMETHING_NEW')).toBe('production');
  });

  test('a redo in production is shown as a redo', () => {
    expect(stageOf({ stage: 'redo', parentRemoteId: 353413 as never }, 'CJ_WORK_PROGRESS')).toBe('redo');
  });

  test('cancelling is documented for seven states', () => {
    expect(cancellableStatuses.size).toBe(7);
    expect(cancellableStatuses.has('CJ_NEED_ACCEPTANCE')).toBe(false);
  });
});
