import { expect, test } from 'vitest';
import type { Application } from '../../../../src/main/ports/application.ts';
import { endingCalls } from '../../../../src/main/services/closing/ending-calls.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** An application whose one call ends when it is told to. */
function opened() {
  const answer = Promise.withResolvers<string>();
  const happened: string[] = [];
  const clock = new FakeClock();
  const inner = {
    api: { jobs: { list: () => answer.promise } },
    stop() {
      happened.push('stopped');
      return Promise.resolve();
    },
  } as unknown as Application;
  const application = endingCalls(clock, inner);
  const list = (): Promise<unknown> => application.api.jobs.list();
  return { application, answer, happened, clock, list };
}

test('what is being answered is answered before anything stops', async () => {
  const { application, answer, happened, list } = opened();
  const asked = list().then((said) => happened.push(String(said)));
  const stopped = application.stop();
  answer.resolve('answered');
  await Promise.all([asked, stopped]);
  expect(happened).toEqual(['answered', 'stopped']);
});

test('what is asked after that is refused in words, and nothing of it is begun', async () => {
  const { application, answer, list } = opened();
  answer.resolve('');
  await application.stop();
  await expect(list()).rejects.toMatchObject({ code: 'closing', action: 'conflict' });
});

test('a call that takes too long, as an open dialog does, does not keep it open', async () => {
  const { application, happened, clock, list } = opened();
  list().catch(() => undefined);
  const stopped = application.stop();
  expect(application.stop()).toBe(stopped);
  clock.advance(1_000);
  await stopped;
  expect(happened).toEqual(['stopped']);
});
