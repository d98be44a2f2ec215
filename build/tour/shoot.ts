import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

/** A photograph on the disk, as it was before anything was sent. */
export interface LocalPicture {
  readonly path: string;
  /** Inside the dropped folder, with `/`. */
  readonly source: string;
  /** The name it has to get at the service. */
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly md5: string;
}

/** A file that must not be sent, and a part of the sentence that has to say so. */
export interface BadFile {
  readonly name: string;
  readonly sentence: string;
}

export interface Shoot {
  /** What is dropped on the window. */
  readonly folder: string;
  readonly pictures: readonly LocalPicture[];
  readonly bad: readonly BadFile[];
  /** Sentences about names that had to change. */
  readonly notes: readonly string[];
}

/** Photographs of the project: the practice studio's own, and smaller ones that the tests use. */
const samples = join(import.meta.dirname, '../../src/main/practice/samples');
const fixtures = join(import.meta.dirname, '../../test/fixtures/pictures');

async function copies(
  folder: string,
  list: readonly { readonly from: string; readonly to: string; readonly name?: string }[],
): Promise<readonly LocalPicture[]> {
  return Promise.all(
    list.map(async ({ from, to, name }) => {
      const path = join(folder, ...to.split('/'));
      await copyFile(from, path);
      const bytes = await readFile(path);
      return {
        path,
        source: relative(folder, path).replaceAll('\\', '/'),
        name: name ?? basename(path),
        bytes: bytes.byteLength,
        md5: createHash('md5').update(bytes).digest('hex'),
      };
    }),
  );
}

/** The first shoot: real photographs among everything that can be wrong with a folder. */
export async function layOutFirstShoot(parent: string): Promise<Shoot> {
  const folder = join(parent, 'KW47 accessories');
  for (const inside of ['bags', 'shoes']) await mkdir(join(folder, inside), { recursive: true });
  const pictures = await copies(folder, [
    { from: join(samples, 'serum-amber.jpg'), to: 'serum-amber.jpg' },
    { from: join(samples, 'perfume-rose.jpg'), to: 'perfume-rose.jpg' },
    { from: join(samples, 'watch-navy.jpg'), to: 'watch-navy.jpg' },
    { from: join(samples, 'teapot-teal.jpg'), to: '-théière bleue #2 (été).jpg' },
    { from: join(samples, 'vase-terra.jpg'), to: 'vase-terra.jpg' },
    { from: join(samples, 'bag-tan.jpg'), to: 'bags/IMG_0001.jpg' },
    { from: join(samples, 'sneaker-navy.jpg'), to: 'shoes/IMG_0001.jpg', name: 'shoes - IMG_0001.jpg' },
  ]);
  const whole = await readFile(join(samples, 'pear.jpg'));
  await writeFile(join(folder, 'lamp-broken.jpg'), whole.subarray(0, Math.floor(whole.byteLength * 0.6)));
  await writeFile(
    join(folder, 'shoot list.txt'),
    'KW47: serum, perfume, watch, teapot, vase, bag, sneaker\n',
  );
  await writeFile(join(folder, 'IMG_0007.jpg'), '');
  return {
    folder,
    pictures,
    bad: [
      { name: 'lamp-broken.jpg', sentence: 'Breaks off' },
      { name: 'shoot list.txt', sentence: 'Not a picture' },
      { name: 'IMG_0007.jpg', sentence: '0 bytes' },
    ],
    notes: ['shoes - IMG_0001.jpg'],
  };
}

/** The second shoot: a tidy folder. */
export async function layOutSecondShoot(parent: string): Promise<Shoot> {
  const folder = join(parent, 'KW47 kitchen');
  await mkdir(folder, { recursive: true });
  const pictures = await copies(folder, [
    { from: join(samples, 'pear.jpg'), to: 'pear.jpg' },
    ...['chair-oak', 'case-blue', 'lamp-sage', 'headphones-sand', 'watch-navy'].map((name) => ({
      from: join(fixtures, `${name}.jpg`),
      to: `${name}.jpg`,
    })),
  ]);
  return { folder, pictures, bad: [], notes: [] };
}
