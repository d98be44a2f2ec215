import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStudioDesk } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const words = ['job', 'create', '--name', 'B', '--description', 'D', '--route', 'post', '--wait'];

test(
  'what turns out to be broken in its turn is said and left out; where nothing is whole, no job is made',
  { timeout: 60_000 },
  async () => {
    const opened = await openStudioDesk();
    ends.push(() => opened.stop());
    const { desk } = opened;
    const folder = await mkdtemp(join(tmpdir(), 'clipdesk-in-turn-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    const broken = async (name: string): Promise<void> => {
      const bytes = await readFile(join(pictures, `${name}.jpg`));
      // It begins and ends like a whole one.
      await writeFile(join(folder, `${name}.jpg`), bytes.fill('damaged\xff', 15_000, 17_000, 'latin1'));
    };
    await broken('pear');
    await broken('lamp-sage');
    const nothing = await desk.run(...words, folder);
    expect(nothing.code).toBe(1);
    expect(nothing.result.error).toMatchObject({ code: 'no_pictures' });

    const whole = ['case-blue', 'chair-oak', 'cream-jar'];
    for (const name of whole)
      await writeFile(join(folder, `${name}.jpg`), await readFile(join(pictures, `${name}.jpg`)));
    const some = await desk.run(...words, folder);
    expect(some.code).toBe(0);
    const left = some.events.filter((event) => event.event === 'file' && event['sent'] === false);
    expect(left.map((event) => event['name']).toSorted()).toEqual(['lamp-sage.jpg', 'pear.jpg']);
    const listed = await desk.run('job', 'files', String(some.result.job?.id));
    const proven = listed.result.files?.filter((file) => file['proof'] === 'proven');
    expect(proven?.map((file) => file.name).toSorted()).toEqual(whole.map((name) => `${name}.jpg`));
  },
);
