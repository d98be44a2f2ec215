import { expect, test } from 'vitest';
import { TransactionLine, type Waiting } from '../../../../src/main/adapters/sqlite/transaction-line.ts';
import type { StoreWriter } from '../../../../src/main/ports/store.ts';

// What runs in a transaction is not looked at here, only in which order and in whose company.
const writer = {} as StoreWriter;

/** A line whose groups are written down; each waits for `go` where a gate is given. */
function lineOf(gate?: Promise<void>): { readonly line: TransactionLine; readonly groups: boolean[][] } {
  const groups: boolean[][] = [];
  const line = new TransactionLine(async (group: readonly Waiting[]) => {
    const stays: boolean[] = [];
    groups.push(stays);
    await gate;
    for (const each of group) stays.push(await each.attempt(writer));
    for (const each of group) each.settle(null);
  });
  return { line, groups };
}

const value = (number: number) => (): Promise<number> => Promise.resolve(number);

test('patient neighbours go together, in the order they came, each with its own value', async () => {
  const { line, groups } = lineOf();
  const order: number[] = [];
  const all = Array.from({ length: 10 }, (_, number) =>
    line.add(
      () => {
        order.push(number);
        return Promise.resolve(number);
      },
      { patient: true },
    ),
  );
  await line.empty();
  expect(await Promise.all(all)).toEqual(order);
  expect(order).toEqual(Array.from({ length: 10 }, (_, number) => number));
  expect(groups.map(({ length }) => length)).toEqual([10]);
});

test('one that is not patient goes at once, with what came earlier and before what comes later', async () => {
  const { line, groups } = lineOf();
  const order: string[] = [];
  const note = (name: string, patient: boolean): Promise<void> =>
    line.add(
      () => {
        order.push(name);
        return Promise.resolve();
      },
      { patient },
    );
  await Promise.all([note('a', true), note('b', true), note('now', false), note('c', true)]);
  expect(order).toEqual(['a', 'b', 'now', 'c']);
  // Something urgent takes what stands before it along in its own write.
  expect(groups.map(({ length }) => length)).toEqual([3, 1]);
});

test('one that fails in a group fails alone: its neighbours keep their values', async () => {
  const { line, groups } = lineOf();
  const before = line.add(value(1), { patient: true });
  const failing = line.add(() => Promise.reject(new Error('of its own')), { patient: true });
  const after = line.add(value(3), { patient: true });
  await Promise.all([
    expect(failing).rejects.toThrow('of its own'),
    expect(before).resolves.toBe(1),
    expect(after).resolves.toBe(3),
  ]);
  expect(groups).toEqual([[true, false, true]]);
});

test('a write that fails is told to everybody of the group, and the line goes on', async () => {
  let fails = true;
  const line = new TransactionLine(async (group) => {
    for (const each of group) await each.attempt(writer);
    for (const each of group) each.settle(fails ? { thrown: new Error('disk full') } : null);
    fails = false;
  });
  const own = line.add(() => Promise.reject(new Error('of its own')), { patient: true });
  const lost = line.add(value(1), { patient: true });
  await Promise.all([
    // What went wrong in it says more than what went wrong with all.
    expect(own).rejects.toThrow('of its own'),
    expect(lost).rejects.toThrow('disk full'),
  ]);
  expect(await line.add(value(2), {})).toBe(2);
});

test('a group has an end, and “empty” means that everything was settled', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const { line, groups } = lineOf(gate);
  let settled = 0;
  const all = Array.from({ length: 600 }, (_, number) =>
    line.add(value(number), { patient: true }).then(() => (settled += 1)),
  );
  const empty = line.empty();
  open();
  await empty;
  await Promise.all(all);
  expect(settled).toBe(600);
  expect(Math.max(...groups.map(({ length }) => length))).toBeLessThanOrEqual(256);
  expect(groups.flat()).toHaveLength(600);
});
