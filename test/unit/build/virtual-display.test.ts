import { existsSync } from 'node:fs';
import { expect, test as anywhere } from 'vitest';
import { startVirtualDisplay } from '../../../build/bootstrap/virtual-display.mjs';

/** Virtual screens are a matter of Linux; elsewhere windows open on the screen there is. */
const test = anywhere.runIf(process.platform === 'linux');

const socketOf = (name: string): string => `/tmp/.X11-unix/X${name.slice(1)}`;

test('two virtual screens take two free numbers, and leave nothing behind', async () => {
  const [one, other] = await Promise.all([
    startVirtualDisplay(),
    startVirtualDisplay({ width: 800, height: 600 }),
  ]);
  expect(one.name).toMatch(/^:\d+$/);
  expect(one.name).not.toBe(other.name);
  expect([one, other].map(({ name }) => existsSync(socketOf(name)))).toEqual([true, true]);

  await Promise.all([one.stop(), other.stop()]);
  await one.stop();
  expect([one, other].map(({ name }) => existsSync(socketOf(name)))).toEqual([false, false]);
});

test('a missing Xvfb is named', async () => {
  await expect(startVirtualDisplay({ program: '/nowhere/Xvfb' })).rejects.toThrow('Xvfb is not installed');
});

test('a screen server that ends at once is a failure, not a wait', async () => {
  await expect(startVirtualDisplay({ program: 'false' })).rejects.toThrow('did not start');
});
