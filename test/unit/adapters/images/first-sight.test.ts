import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createImages, decodingLanes } from '../../../../src/main/adapters/images/create-images.ts';
import { cutOff, halfFilled, jpeg, temporaryFolder, testPicture } from '../../../fixtures/make-pictures.ts';

test('at first sight: whole JPEGs seem whole, and nothing else does', async () => {
  const folder = await temporaryFolder();
  const whole = await jpeg();
  const files: readonly (readonly [string, Buffer, boolean])[] = [
    ['whole.jpg', whole, true],
    ['cut.jpg', cutOff(whole, 0.7), false],
    ['half.jpg', halfFilled(whole, 0.7), false],
    ['other.png', await testPicture(20, 20).png().toBuffer(), false],
    ['notes.jpg', Buffer.from('Keep the shadows.'), false],
    ['short.jpg', whole.subarray(0, 3), false],
    ['nothing.jpg', Buffer.alloc(0), false],
  ];
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  const images = createImages(
    decodingLanes(),
    new URL('../../../../src/main/look-worker.ts', import.meta.url),
  );
  const paths = files.map(([name]) => join(folder, name));
  // More than go in one question.
  const many = Array.from({ length: 300 }, () => join(folder, 'whole.jpg'));
  expect(await images.seemWhole?.([...paths, join(folder, 'gone.jpg'), folder, ...many])).toEqual([
    ...files.map(([, , seems]) => seems),
    false,
    false,
    ...many.map(() => true),
  ]);
});

/** How much each thread of this process gives way: field 19 of proc(5), stat. */
function nicenesses(): readonly number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const text = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

test('the thread that looks gives way to all others, where the system tells threads apart', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'whole.jpg'), await jpeg());
  const images = createImages(
    decodingLanes(),
    new URL('../../../../src/main/look-worker.ts', import.meta.url),
  );
  expect((await images.sound?.(join(folder, 'whole.jpg')))?.description).toBe('JPEG, 160 × 200');
  const isLinux = process.platform === 'linux';
  expect(isLinux ? Math.max(...nicenesses()) : 10).toBe(10);
  expect(isLinux ? Math.min(...nicenesses()) : 0).toBe(0);
});
