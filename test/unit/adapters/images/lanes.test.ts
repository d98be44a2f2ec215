import sharp from 'sharp';
import { expect, test } from 'vitest';
import { inspectingTurns } from '../../../../src/main/adapters/images/create-images.ts';
import { decodingImages } from '../../../../src/main/adapters/images/decoding-images.ts';
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

test('a picture that is still on its way is waited for as well', async () => {
  const lanes = new Lanes(2);
  const gate = Promise.withResolvers<string>();
  const coming = lanes.during(() => gate.promise);
  const abort = new AbortController();
  const quiet = lanes.quiet(abort.signal);
  const reason = new Error('nobody looks any more');
  abort.abort(reason);
  await expect(quiet).rejects.toBe(reason);
  gate.resolve('come');
  expect(await coming).toBe('come');
  await expect(lanes.during(() => Promise.reject(new Error('It did not come.')))).rejects.toThrow(
    'It did not come.',
  );
  // Failed, it is not waited for either.
  await lanes.quiet(new AbortController().signal);
});

test('of large pictures on few processors the one that is judged comes before the others', async () => {
  const images = decodingImages(new Lanes(2), 1);
  const large = await sharp({ create: { width: 4200, height: 4000, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  const order: string[] = [];
  const made = async (name: string, first: boolean): Promise<void> => {
    expect(await images.smaller(large, 400, first)).toMatchObject({ type: 'image/jpeg' });
    order.push(name);
  };
  await Promise.all([made('a neighbour', false), made('an original', false), made('the result', true)]);
  expect(order).toHaveLength(3);
  expect(order.indexOf('the result')).toBeLessThan(2);
  expect(order.at(-1)).not.toBe('the result');
});
