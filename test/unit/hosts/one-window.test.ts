import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handOver, listenForStarts, windowAddress } from '../../../src/main/hosts/chromium/one-window.ts';

let home: string;
let address: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-one-'));
  address = windowAddress(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a later start hands its paths over, whatever is in their names', async () => {
  const taken: (readonly string[])[] = [];
  const end = await listenForStarts(address, (paths) => taken.push(paths));
  const paths = ['/photos/ä #"\\n.jpg', '/photos/KW 47'];
  await handOver(address, paths);
  await handOver(address, []);
  expect(taken).toEqual([paths, []]);
  await end();
});

test('a start that comes while the window is still opening waits for it', async () => {
  const handed = handOver(address, ['/a']);
  const taken = new Promise(
    (resolve) => void listenForStarts(address, resolve).then((end) => handed.then(end)),
  );
  expect(await taken).toEqual(['/a']);
  await handed;
});

test('a window that does not answer is said in words', async () => {
  // A process that was stopped takes connections and reads nothing.
  const silent = createServer(() => undefined).listen(address);
  await once(silent, 'listening');
  await expect(handOver(address, ['/a'], 200)).rejects.toMatchObject({
    code: 'window_silent',
    action: 'person',
  });
  silent.close();
});

test('what an ended window left behind is in nobody’s way, and nonsense is not taken', async () => {
  await writeFile(address, '');
  const taken: unknown[] = [];
  const end = await listenForStarts(address, (paths) => taken.push(paths));
  const socket = connect(address);
  socket.write('{"paths":[1,2]}\n');
  await once(socket, 'close');
  expect(taken).toEqual([]);
  await end();
});

test('a profile whose path is too long for a socket gets an address elsewhere', () => {
  const long = `/${'deep/'.repeat(40)}`;
  expect(windowAddress(long, 'linux').startsWith(tmpdir())).toBe(true);
  expect(windowAddress(long, 'linux')).not.toBe(windowAddress(`${long}x`, 'linux'));
  expect(windowAddress('C:\\Users\\a', 'win32')).toMatch(/^\\\\\.\\pipe\\clipdesk-[0-9a-f]{24}$/);
});
