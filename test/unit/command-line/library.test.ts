import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  startBlendVision,
  type BlendVisionOptions,
  type BlendVisionStandIn,
} from '../../../src/main/practice/blendvision/blendvision-stand-in.ts';
import { openDesk, type Desk } from './clipdesk-process.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A desk whose only account is a library. */
async function openLibraryDesk(options: BlendVisionOptions = {}): Promise<{
  readonly desk: Desk;
  readonly library: BlendVisionStandIn;
  readonly folder: string;
}> {
  const library = await startBlendVision(options);
  const desk = await openDesk();
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-library-'));
  ends.push(
    () => library.stop(),
    () => desk.stop(),
    () => rm(folder, { recursive: true, force: true }),
  );
  desk.environment = { CLIPDESK_BLENDVISION_TOKEN: library.token };
  const added = await desk.run(
    ...['account', 'add', 'blendvision', '--name', 'Shop', '--api', library.api],
    ...['--org', library.organisationId],
  );
  expect(added.code).toBe(0);
  return { desk, library, folder };
}

async function madeFile(folder: string, name: string, size: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, randomBytes(size));
  return path;
}

/** Ends an upload the hard way when so many parts are there. */
async function killedAfter(
  { desk, library }: { readonly desk: Desk; readonly library: BlendVisionStandIn },
  path: string,
  parts: number,
): Promise<void> {
  const { process, ended } = desk.start('library', 'upload', '--wait', path);
  let arrived = 0;
  library.onPart(async () => {
    arrived += 1;
    if (arrived === parts) process.kill('SIGKILL');
    // No part is confirmed any more: the process is dead, or about to be.
    if (arrived >= parts) await ended;
  });
  await ended;
  library.onPart(null);
}

const partBytes = 20_000;

/** Nothing in the profile may hold an address's signature or the token. */
async function holdsNoSecret(desk: Desk, secrets: readonly string[]): Promise<void> {
  for (const entry of await readdir(desk.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = (await readFile(join(entry.parentPath, entry.name))).toString('latin1');
    for (const secret of secrets)
      expect(content.includes(secret), `${entry.name} holds a secret`).toBe(false);
  }
}

test(
  'killed during forty parts and resumed, only the missing parts are sent',
  { timeout: 60_000 },
  async () => {
    const opened = await openLibraryDesk({ partSize: partBytes });
    const { desk, library, folder } = opened;
    const path = await madeFile(folder, 'film.mp4', 40 * partBytes);
    await killedAfter(opened, path, 12);
    await holdsNoSecret(desk, ['X-Amz-Signature', library.token]);

    const unfinished = await desk.run('library', 'list', '--unfinished');
    const confirmed = Number(unfinished.result.files?.[0]?.['partsSent']);
    expect(confirmed).toBeGreaterThan(0);
    const arrivedBefore = library.uploads[0]?.arrivals.filter((times) => times > 0).length ?? 0;
    const sentBefore = library.calls.filter((call) => call === 'part').length;

    const resumed = await desk.run('queue', 'run');
    expect(resumed.code).toBe(0);
    expect(library.uploads.map(({ state }) => state)).toEqual(['complete']);
    expect(library.uploads[0]?.content.equals(await readFile(path))).toBe(true);
    // What was confirmed is not sent again; what was on its way when the process died may be.
    expect(library.calls.filter((call) => call === 'part').length - sentBefore).toBe(40 - confirmed);
    expect(arrivedBefore).toBeGreaterThanOrEqual(confirmed);
    expect(library.calls.filter((call) => call === 'begin')).toHaveLength(1);
  },
);

test(
  'killed and then cancelled, the session is gone at the service and nothing is left in the queue',
  { timeout: 60_000 },
  async () => {
    const opened = await openLibraryDesk({ partSize: partBytes });
    const { desk, library, folder } = opened;
    await killedAfter(opened, await madeFile(folder, 'film.mp4', 40 * partBytes), 7);
    const id = library.uploads[0]?.fileId ?? '';
    const sentBefore = library.calls.filter((call) => call === 'part').length;

    const cancelled = await desk.run('library', 'cancel', id);
    expect(cancelled.code).toBe(0);
    expect(cancelled.result.files).toMatchObject([{ id, state: 'cancelled', name: 'film.mp4' }]);
    expect(library.uploads.map(({ state }) => state)).toEqual(['cancelled']);
    expect(library.calls.filter((call) => call === 'part')).toHaveLength(sentBefore);
    expect((await desk.run('queue', 'list')).result.items).toEqual([]);
    // Cancelling twice is cancelled, and says nothing more to the service.
    expect((await desk.run('library', 'cancel', id)).code).toBe(0);
    expect(library.calls.filter((call) => call === 'cancel')).toHaveLength(1);
  },
);

test('a file changed after the kill is sent anew, in a session of its own', { timeout: 60_000 }, async () => {
  const opened = await openLibraryDesk({ partSize: partBytes });
  const { desk, library, folder } = opened;
  const path = await madeFile(folder, 'film.mp4', 10 * partBytes);
  await killedAfter(opened, path, 4);
  // Same size, another content and date.
  await writeFile(path, randomBytes(10 * partBytes));
  await utimes(path, new Date(), new Date(Date.now() + 60_000));

  expect((await desk.run('library', 'resume')).code).toBe(0);
  expect(library.uploads.map(({ state }) => state)).toEqual(['cancelled', 'complete']);
  expect(library.uploads[1]?.content.equals(await readFile(path))).toBe(true);
});

test(
  'several files are published, listed, saved and refused to be cancelled afterwards',
  { timeout: 60_000 },
  async () => {
    const { desk, library, folder } = await openLibraryDesk({ nesting: 'beside-file' });
    const paths = [await madeFile(folder, 'one.jpg', 3_000), await madeFile(folder, 'two.png', 4_000)];
    const published = await desk.run('library', 'upload', '--type', 'image', '--wait', ...paths);
    expect(published.code).toBe(0);
    const upload = library.uploads.find(({ name }) => name === 'one.jpg');
    expect(published.result.files).toMatchObject([
      { name: 'one.jpg', state: 'done', uploadId: upload?.uploadId },
      { name: 'two.png', state: 'done' },
    ]);
    const listed = await desk.run('library', 'list', '--type', 'image');
    expect(listed.result.files?.map(({ name }) => name).sort()).toEqual(['one.jpg', 'two.png']);
    const saved = await desk.run('library', 'download', upload?.fileId ?? '', '--to', join(folder, 'saved'));
    expect(saved.code).toBe(0);
    const bytes = await readFile(join(folder, 'saved', 'one.jpg'));
    const sha1 = (content: Buffer) => createHash('sha1').update(content).digest('hex');
    expect(sha1(bytes)).toBe(sha1(await readFile(paths[0] ?? '')));

    const late = await desk.run('library', 'cancel', upload?.fileId ?? '');
    expect(late.code).toBe(1);
    expect(late.result.error?.code).toBe('upload_complete');
  },
);

test(
  'limits are told before anything is sent, and a reduced copy is offered',
  { timeout: 60_000 },
  async () => {
    const { desk, library, folder } = await openLibraryDesk();
    const large = await madeFile(folder, 'large.jpg', 5_000_001);
    const odd = await madeFile(folder, 'raw.cr3', 10);
    const tooLarge = await desk.run('library', 'upload', '--wait', large);
    expect(tooLarge.code).toBe(1);
    expect(tooLarge.result.error?.code).toBe('file_too_large');
    expect(tooLarge.result.error?.message).toContain('reduced JPEG copy');
    expect((await desk.run('library', 'upload', '--wait', odd)).result.error?.code).toBe('file_type');
    expect((await desk.run('library', 'upload', '--type', 'picture', odd)).code).toBe(2);
    expect(library.calls).toEqual([]);
  },
);

test(
  'an upload and its cancel that a wrong token stops are kept, and go with the right one',
  { timeout: 60_000 },
  async () => {
    const { desk, library, folder } = await openLibraryDesk({ partSize: partBytes });
    const path = await madeFile(folder, 'film.mp4', 4 * partBytes);
    desk.environment = { CLIPDESK_BLENDVISION_TOKEN: 'wrong-token' };
    const refused = await desk.run('library', 'upload', '--wait', path);
    expect(refused.code).toBe(3);
    expect(refused.result.error?.action).toBe('sign-in');
    desk.environment = { CLIPDESK_BLENDVISION_TOKEN: library.token };

    // Begun, and left behind without its parts.
    library.failNext({ call: 'part', with: { status: 503 }, times: 100 });
    const begun = await desk.run('library', 'upload', path);
    expect(begun.code).toBe(0);
    expect(begun.result.files).toMatchObject([{ uploadId: library.uploads[0]?.uploadId }]);

    desk.environment = { CLIPDESK_BLENDVISION_TOKEN: 'wrong-token' };
    const kept = await desk.run('library', 'cancel', '--all');
    expect(kept.code).toBe(3);
    expect(kept.result.files).toMatchObject([{ state: 'cancelling' }]);
    const parts = library.calls.filter((call) => call === 'part').length;

    desk.environment = { CLIPDESK_BLENDVISION_TOKEN: library.token };
    expect((await desk.run('queue', 'run')).code).toBe(0);
    expect(library.uploads.map(({ state }) => state)).toEqual(['cancelled']);
    expect(library.calls.filter((call) => call === 'part')).toHaveLength(parts);
  },
);
