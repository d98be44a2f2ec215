import { expect, test } from 'vitest';
import { HeadStart } from '../../../../src/main/services/pictures/head-start.ts';

test('the second begins when the first has come, failed or not', async () => {
  const line = new HeadStart();
  const seen: string[] = [];
  const first = line.after(() => {
    seen.push('first begins');
    return Promise.reject(new Error('It did not come.'));
  });
  const second = line.after(() => {
    seen.push('second begins');
    return Promise.resolve(2);
  });
  await expect(first).rejects.toThrow('It did not come.');
  expect(await second).toBe(2);
  expect(seen).toEqual(['first begins', 'second begins']);
});

test('nobody waits long for one that does not come', async () => {
  const line = new HeadStart();
  let come: (value: string) => void = () => undefined;
  const first = line.after(
    () =>
      new Promise<string>((resolve) => {
        come = resolve;
      }),
  );
  expect(await line.after(() => Promise.resolve('second'))).toBe('second');
  come('first');
  expect(await first).toBe('first');
});

test('a large one that comes already has the line for longer', async () => {
  const line = new HeadStart();
  const gate = Promise.withResolvers<string>();
  const seen: string[] = [];
  const first = line.after(({ isLarge }) => {
    isLarge();
    return gate.promise;
  });
  const second = line.after(() => Promise.resolve(void seen.push('beside the large one')));
  // Another line, asked later, on which nothing says that it is large.
  const other = new HeadStart();
  const silent = Promise.withResolvers<string>();
  const never = other.after(() => silent.promise);
  await other.after(() => Promise.resolve(void seen.push('beside the silent one')));
  expect(seen).toEqual(['beside the silent one']);
  gate.resolve('come');
  await second;
  expect(seen).toEqual(['beside the silent one', 'beside the large one']);
  expect(await first).toBe('come');
  silent.resolve('come too');
  await never;
});

test('the second begins as soon as the first says that its turn is over, although its work goes on', async () => {
  const line = new HeadStart();
  const decoded = Promise.withResolvers<string>();
  const first = line.after((turn) => {
    turn.isLarge();
    turn.isOver();
    return decoded.promise;
  });
  expect(await line.after(() => Promise.resolve('second'))).toBe('second');
  decoded.resolve('first');
  expect(await first).toBe('first');
});

test('after a large one the window has a moment to show it, before the second takes its processors', async () => {
  const line = new HeadStart();
  const seen: string[] = [];
  const first = line.after(({ isLarge }) => {
    isLarge();
    return Promise.resolve(void seen.push('first'));
  });
  const second = line.after(() => Promise.resolve(void seen.push('second')));
  await first;
  expect(seen).toEqual(['first']);
  await second;
  expect(seen).toEqual(['first', 'second']);
});
