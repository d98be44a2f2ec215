import { expect, test } from 'vitest';
import { createPictureTurns } from '../../../../src/main/services/reviews/picture-turns.ts';
import type { JobId, RemoteFileId } from '../../../../src/preload/contract/index.ts';

const job = 'job' as JobId;
const file = (id: number): RemoteFileId => id as RemoteFileId;

test('about one picture one after the other, whatever becomes of the first; the whole job waits for all and all for it', async () => {
  const turns = createPictureTurns();
  const log: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const work =
    (name: string, until: Promise<unknown> = Promise.resolve()) =>
    async () => {
      log.push(`${name} begins`);
      await until;
      log.push(`${name} ends`);
    };
  const first = turns.take(job, file(1), async () => {
    await work('first', gate.promise)();
    throw new Error('lost');
  });
  const second = turns.take(job, file(1), work('second'));
  const other = turns.take(job, file(2), work('other'));
  const whole = turns.take(job, null, work('whole'));
  const last = turns.take(job, file(2), work('last'));
  await other;
  expect(log).toEqual(['first begins', 'other begins', 'other ends']);
  gate.resolve(undefined);
  await expect(first).rejects.toThrow('lost');
  await Promise.all([second, whole, last]);
  expect(log.slice(3)).toEqual([
    'first ends',
    'second begins',
    'second ends',
    'whole begins',
    'whole ends',
    'last begins',
    'last ends',
  ]);
});
