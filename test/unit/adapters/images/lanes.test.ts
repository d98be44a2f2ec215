import { expect, test } from 'vitest';
import { inspectingTurns } from '../../../../src/main/adapters/images/create-images.ts';
import { Lanes } from '../../../../src/main/adapters/images/lanes.ts';

test('what was asked for last is decoded first, and what is checked in the background after all of it', async () => {
  const lanes = new Lanes(1);
  const order: string[] = [];
  const gate = Promise.withResolvers<null>();
  const first = lanes.run(true, () => gate.promise);
  const work = (name: string) => () => Promise.resolve(void order.push(name));
  const all = [
    lanes.run(false, work('checked')),
    lanes.run(true, work('passed by')),
    lanes.run(true, work('on the screen')),
  ];
  gate.resolve(null);
  await Promise.all([first, ...all]);
  expect(order).toEqual(['on the screen', 'passed by', 'checked']);
});

test('looking into files waits while somebody waits for a picture, and is given up with its reason', async () => {
  const lanes = new Lanes(2);
  const turns = inspectingTurns(lanes);
  const gate = Promise.withResolvers<null>();
  const shown = lanes.run(true, () => gate.promise);
  const abort = new AbortController();
  let looked = false;
  const looking = turns.later(abort.signal, () => Promise.resolve((looked = true)));
  await turns.now(() => Promise.resolve());
  expect(looked).toBe(false);
  const reason = new Error('the person stopped it');
  abort.abort(reason);
  await expect(looking).rejects.toBe(reason);
  gate.resolve(null);
  await shown;
  // Given up, it leaves its turn to the next one.
  expect(await turns.later(null, () => Promise.resolve('next'))).toBe('next');
});
