import { expect, test } from 'vitest';
import type { JobId } from '../../../../src/preload/contract/index.ts';
import { Navigation } from '../../../../src/renderer/features/shell/navigation.svelte.ts';
import { throttle } from '../../../../src/renderer/features/shell/throttle.ts';

const JOB = 'job' as JobId;

test('back leads where the person came from, in the end to all jobs', () => {
  const navigation = new Navigation();
  navigation.go({ kind: 'jobs', filter: 'draft' });
  navigation.go({ kind: 'job', jobId: JOB });
  navigation.go({ kind: 'review', jobId: JOB });
  navigation.back();
  expect(navigation.screen).toEqual({ kind: 'job', jobId: JOB });
  navigation.back();
  navigation.back();
  navigation.back();
  expect(navigation.screen).toEqual({ kind: 'jobs', filter: 'all' });
});

test('a job that is gone leaves the screen, its sheet and the way back', () => {
  const navigation = new Navigation();
  navigation.go({ kind: 'job', jobId: JOB });
  navigation.go({ kind: 'activity' });
  navigation.go({ kind: 'job', jobId: JOB });
  navigation.open({ kind: 'new-job', jobId: JOB, fresh: false });
  navigation.forget(JOB);
  expect(navigation.screen).toEqual({ kind: 'activity' });
  expect(navigation.sheet).toBeNull();
  navigation.back();
  expect(navigation.screen).toEqual({ kind: 'jobs', filter: 'all' });
});

test('reading again never overlaps itself and never misses the last call', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  let release: () => void = () => undefined;
  let started: () => void = () => undefined;
  const read = throttle(async () => {
    running += 1;
    runs += 1;
    most = Math.max(most, running);
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    started();
    await held;
    running -= 1;
  }, 0);
  const nextStart = (): Promise<void> =>
    new Promise((resolve) => {
      started = resolve;
    });

  const first = nextStart();
  read();
  read();
  await first;
  read();
  read();
  const second = nextStart();
  release();
  await second;
  release();
  expect(runs).toBe(2);
  expect(most).toBe(1);
});
