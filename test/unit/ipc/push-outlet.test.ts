import { expect, test } from 'vitest';
import type { Push } from '../../../src/preload/contract/index.ts';
import { createPushOutlet } from '../../../src/main/ipc/push-outlet.ts';

/** A window that takes deliveries only when it is told to. */
function slowWindow() {
  const deliveries: (readonly Push[])[] = [];
  let taken: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  return {
    deliveries,
    take: () => taken(),
    next: () => new Promise<void>((resolve) => (arrived = resolve)),
    deliver: (pushes: readonly Push[]) => {
      deliveries.push(pushes);
      arrived();
      return new Promise<void>((resolve, reject) => {
        taken = () => (pushes.some((push) => push.event === 'break') ? reject(new Error('gone')) : resolve());
      });
    },
  };
}

test('pushes of one turn go together; those that come meanwhile go with the next, in order', async () => {
  const window = slowWindow();
  const outlet = createPushOutlet(window.deliver);
  const first = window.next();
  outlet.send({ event: 'jobs-changed', value: 1 });
  outlet.send({ event: 'files-changed', value: 2 });
  await first;
  outlet.send({ event: 'jobs-changed', value: 3 });
  outlet.send({ event: 'jobs-changed', value: 4 });
  expect(window.deliveries).toHaveLength(1);
  const second = window.next();
  window.take();
  await second;
  expect(window.deliveries.map((pushes) => pushes.map((push) => push.value))).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('of a whole snapshot only the newest is delivered', async () => {
  const window = slowWindow();
  const outlet = createPushOutlet(window.deliver);
  const first = window.next();
  for (let value = 0; value < 100; value += 1) outlet.send({ event: 'queue-changed', value });
  await first;
  expect(window.deliveries).toEqual([[{ event: 'queue-changed', value: 99 }]]);
});

test('a delivery that fails does not stop the ones after it', async () => {
  const window = slowWindow();
  const outlet = createPushOutlet(window.deliver);
  const first = window.next();
  outlet.send({ event: 'break', value: null });
  await first;
  outlet.send({ event: 'jobs-changed', value: 1 });
  const second = window.next();
  window.take();
  await second;
  expect(window.deliveries[1]).toEqual([{ event: 'jobs-changed', value: 1 }]);
});

test('of lists of files the window takes one at a time, in order', async () => {
  const window = slowWindow();
  const outlet = createPushOutlet(window.deliver);
  const first = window.next();
  for (const value of [1, 2]) outlet.send({ event: 'files-changed', value });
  outlet.send({ event: 'jobs-changed', value: 3 });
  await first;
  expect(window.deliveries).toEqual([[{ event: 'files-changed', value: 1 }]]);
  for (const rest of [[2], [3]]) {
    const next = window.next();
    window.take();
    await next;
    expect(window.deliveries.at(-1)?.map((push) => push.value)).toEqual(rest);
  }
});
