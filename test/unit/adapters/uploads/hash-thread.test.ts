import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createHashThread } from '../../../../src/main/adapters/uploads/hash-thread.ts';

/** A block as the network sends it: of shared memory. */
function block(bytes: number): Buffer {
  const made = Buffer.from(new SharedArrayBuffer(bytes));
  randomBytes(bytes).copy(made);
  return made;
}

function opened() {
  const thread = createHashThread();
  onTestFinished(() => thread.close());
  return thread;
}

/** What nobody met while the test ran; an unmet rejection ends a Node process. */
function unmet(): readonly unknown[] {
  const found: unknown[] = [];
  const take = (thrown: unknown): void => void found.push(thrown);
  process.on('unhandledRejection', take);
  onTestFinished(() => void process.off('unhandledRejection', take));
  return found;
}

test('blocks of two files that come by turns are each hashed with their own file', async () => {
  const thread = opened();
  const blocks = [block(70_000), block(5), block(300_000), block(1)];
  const [one, other] = [thread.begin(), thread.begin()];
  for (const [place, each] of blocks.entries()) void (place % 2 === 0 ? one : other).add(each);
  const md5 = (...parts: readonly (Buffer | undefined)[]): string =>
    parts.reduce((hash, part) => hash.update(part ?? ''), createHash('md5')).digest('hex');
  expect(await one.soFar()).toBe(md5(blocks[0], blocks[2]));
  expect(await other.soFar()).toBe(md5(blocks[1], blocks[3]));
  expect([one.bytes, other.bytes]).toEqual([370_000, 6]);
});

test('whoever waits for a thread that is closed is told to try again', async () => {
  const thread = opened();
  const hash = thread.begin();
  const added = hash.add(block(1_000_000));
  const said = hash.soFar();
  thread.close();
  await expect(added).rejects.toMatchObject({ code: 'hash_ended', action: 'retry' });
  await expect(said).rejects.toMatchObject({ code: 'hash_ended', action: 'retry' });
});

test('closed while blocks are hashed that nobody waits for any more, it ends nothing else', async () => {
  const found = unmet();
  const thread = opened();
  const hash = thread.begin();
  // As an upload leaves them whose connection broke.
  void hash.add(block(1_000_000));
  void hash.add(block(1_000_000));
  void hash.soFar();
  thread.close();
  await turn();
  await turn();
  expect(found).toEqual([]);
});

test('what is asked after it was closed is answered by a thread of its own, from the beginning', async () => {
  const thread = opened();
  const early = thread.begin();
  const late = thread.begin();
  void early.add(block(4_000_000));
  thread.close();
  const bytes = block(100);
  await late.add(bytes);
  expect(await late.soFar()).toBe(createHash('md5').update(bytes).digest('hex'));
});
