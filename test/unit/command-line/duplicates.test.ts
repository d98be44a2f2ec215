import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStudioDesk } from './clipdesk-process.ts';

const pear = join(import.meta.dirname, '../../fixtures/pictures/pear.jpg');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test(
  'equal pictures under names of their own all go, unless the words say otherwise',
  { timeout: 60_000 },
  async () => {
    const opened = await openStudioDesk();
    ends.push(() => opened.stop());
    const { desk } = opened;
    const folder = await mkdtemp(join(tmpdir(), 'clipdesk-equal-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'left'));
    for (const name of ['SKU1.jpg', 'SKU2.jpg', 'left/SKU1.jpg']) await copyFile(pear, join(folder, name));

    const words = ['job', 'create', '--name', 'E', '--description', 'D', '--route', 'post', '--wait'];
    const all = await desk.run(...words, folder);
    expect(all.result.job).toMatchObject({ fileCount: 3 });
    const listed = await desk.run('job', 'files', String(all.result.job?.id));
    expect(new Set(listed.result.files?.map((file) => file.name)).size).toBe(3);
    expect(listed.result.files?.every((file) => file['proof'] === 'proven')).toBe(true);

    const one = await desk.run(...words, '--skip-duplicates', folder);
    expect(one.result.job).toMatchObject({ fileCount: 1 });
  },
);
