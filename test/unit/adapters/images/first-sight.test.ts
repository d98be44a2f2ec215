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
