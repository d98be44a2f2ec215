import { expect, test } from 'vitest';
import { RunningItems, type RunningItem } from '../../../src/main/queue/running-items.ts';
import { Slots } from '../../../src/main/queue/slots.ts';
import type { QueueRecord } from '../../../src/main/ports/store.ts';
import type { AccountId, QueueItemId } from '../../../src/preload/contract/index.ts';

const account = 'one' as AccountId;

/** Only what slots look at. */
function itemOf(number: number, kind: 'upload-file' | 'create-job', of: AccountId): QueueRecord {
  return { id: `item-${number}` as QueueItemId, accountId: of, payload: { kind } } as QueueRecord;
}

function runningOf(
  number: number,
  kind: 'upload-file' | 'create-job' = 'upload-file',
  of = account,
): RunningItem {
  const items = new RunningItems();
  const item = itemOf(number, kind, of);
  items.add(item, () => Promise.resolve());
  const running = items.get(item.id);
  if (running === undefined) throw new Error('It was not added.');
  return running;
}

/** Lets everything go on that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('never more than the limit are inside, and everybody comes in, first come first served', async () => {
  const slots = new Slots();
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 200 }, async (_, number) => {
      const leave = await slots.enter(runningOf(number), () => 4);
      order.push(number);
      inside += 1;
      most = Math.max(most, inside);
      for (let turns = number % 7; turns > 0; turns -= 1) await turn();
      inside -= 1;
      leave();
    }),
  );
  expect(most).toBe(4);
  expect(order).toEqual(Array.from({ length: 200 }, (_, number) => number));
  expect(slots.count(account, 'transfer')).toBe(0);
});

test('giving a slot back twice frees one slot only', async () => {
  const slots = new Slots();
  const leave = await slots.enter(runningOf(1), () => 1);
  const waiting = [2, 3].map((number) => slots.enter(runningOf(number), () => 1));
  leave();
  leave();
  await waiting[0];
  expect(slots.count(account, 'transfer')).toBe(2);
  let isIn = false;
  void waiting[1]?.then(() => (isIn = true));
  await turn();
  expect(isIn).toBe(false);
});

test('a smaller limit holds for whoever waits, a larger one lets more in with the next that leaves', async () => {
  const slots = new Slots();
  let limit = 2;
  const leaves = await Promise.all([1, 2].map((number) => slots.enter(runningOf(number), () => limit)));
  const inside: number[] = [];
  for (const number of [3, 4, 5])
    void slots.enter(runningOf(number), () => limit).then(() => inside.push(number));
  limit = 1;
  leaves[0]?.();
  await turn();
  expect(inside).toEqual([]);
  limit = 3;
  leaves[1]?.();
  await turn();
  expect(inside).toEqual([3, 4, 5]);
});

test('one that is told to stop does not wait any longer, and takes no turn from the others', async () => {
  const slots = new Slots();
  const leave = await slots.enter(runningOf(1), () => 1);
  const stopped = runningOf(2);
  const entering = slots.enter(stopped, () => 1);
  const next = slots.enter(runningOf(3), () => 1);
  stopped.stop('cancelled');
  const leaveStopped = await entering;
  leaveStopped();
  let isIn = false;
  void next.then(() => (isIn = true));
  await turn();
  expect(isIn).toBe(false);
  leave();
  await next;
  // Stopped before it came: it goes straight through.
  const late = runningOf(4);
  late.stop('cancelled');
  await slots.enter(late, () => 1);
});

test('accounts and kinds of work do not wait for each other', async () => {
  const slots = new Slots();
  await slots.enter(runningOf(1), () => 1);
  await slots.enter(runningOf(2, 'upload-file', 'two' as AccountId), () => 1);
  await slots.enter(runningOf(3, 'create-job'), () => 1);
  expect(slots.count(account, 'transfer')).toBe(1);
});

test('work is claimed ahead only when it is known to be short, and never without end', async () => {
  const slots = new Slots();
  expect(slots.ahead(account, 'transfer', 4)).toBe(0);
  (await slots.enter(runningOf(1), () => 4))();
  const ahead = slots.ahead(account, 'transfer', 4);
  expect(ahead).toBeGreaterThan(0);
  expect(ahead).toBeLessThanOrEqual(96);
  expect(slots.ahead('two' as AccountId, 'transfer', 4)).toBe(0);
});
