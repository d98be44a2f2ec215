import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import {
  startBlendVision,
  type BlendVisionStandIn,
  type LibraryFault,
} from '../../../src/main/practice/blendvision/blendvision-stand-in.ts';
import type { Application } from '../../../src/main/ports/application.ts';
import type { AccountId, LibraryUpload } from '../../../src/preload/contract/index.ts';
import { eventually, startApplication } from '../../servers/application-fixture.ts';

const partSize = 20_000;

interface Opened {
  readonly application: Application;
  readonly service: BlendVisionStandIn;
  readonly account: AccountId;
  readonly path: string;
}

async function open(parts = 6): Promise<Opened> {
  const service = await startBlendVision({ partSize });
  const { application, stop } = await startApplication();
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-outcome-'));
  onTestFinished(async () => {
    await stop();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const { id: account } = await application.api.accounts.addLibrary({
    name: 'Shop',
    apiUrl: service.api,
    organisationId: service.organisationId,
    token: service.token,
  });
  const path = join(folder, 'film.mp4');
  await writeFile(path, randomBytes(parts * partSize));
  return { application, service, account, path };
}

const publish = ({ application, account, path }: Opened) =>
  application.api.library.publish(account, [{ path, type: null, reduce: false }]);

function inState(
  { application }: Opened,
  isThere: (upload: LibraryUpload) => boolean,
): Promise<LibraryUpload> {
  return eventually(application, async () => (await application.api.library.uploads()).find(isThere) ?? null);
}

/** An upload that stands still half way until it is cancelled. */
async function halfWay(opened: Opened): Promise<LibraryUpload> {
  let arrived = 0;
  const held: (() => void)[] = [];
  onTestFinished(() => {
    for (const go of held) go();
  });
  opened.service.onPart(() => {
    arrived += 1;
    return arrived > 2 ? new Promise((resolve) => held.push(resolve)) : undefined;
  });
  await publish(opened);
  return inState(opened, ({ partsSent }) => partsSent === 2);
}

const status = (code: number, message = 'said so') => ({
  code,
  message,
  details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo' }],
});
const calls = ({ service }: Opened, name: string): number =>
  service.calls.filter((call) => call === name).length;

interface Refusal {
  readonly words: string;
  readonly with: LibraryFault['with'];
  /** Where the upload stands then, and what its error asks for; null: nothing is wrong. */
  readonly code: string | null;
  readonly state: LibraryUpload['state'];
}

const refusals: readonly Refusal[] = [
  {
    words: '400, code 3',
    with: { status: 400, body: status(3) },
    code: 'invalid_argument',
    state: 'cancelling',
  },
  { words: '401, code 16', with: { status: 401, body: status(16) }, code: null, state: 'cancelling' },
  { words: '403, code 7', with: { status: 403, body: status(7) }, code: 'forbidden', state: 'cancelling' },
  { words: '404, code 5', with: { status: 404, body: status(5) }, code: null, state: 'cancelled' },
  { words: '400, code 9', with: { status: 400, body: status(9) }, code: null, state: 'cancelled' },
  { words: '500, code 13', with: { status: 500, body: status(13) }, code: null, state: 'cancelled' },
  { words: '503 as HTML', with: { status: 503, body: '<h1>Sorry</h1>' }, code: null, state: 'cancelled' },
  { words: 'no answer', with: 'drop', code: null, state: 'cancelled' },
  {
    words: '501, code 12',
    with: { status: 501, body: status(12) },
    code: 'not_supported',
    state: 'cancelling',
  },
];

test.for(refusals)('a cancel answered with $words ends as $state', async ({ with: fault, code, state }) => {
  const opened = await open();
  const { id } = await halfWay(opened);
  opened.service.failNext({ call: 'cancel', with: fault });
  await opened.application.api.library.cancel([id]);
  const isSignIn = typeof fault === 'object' && fault.status === 401;
  const stands = await inState(
    opened,
    (upload) => upload.state === state && (upload.error?.code ?? null) === code,
  );
  const parts = calls(opened, 'part');
  if (isSignIn) {
    await eventually(
      opened.application,
      async () =>
        (await opened.application.api.accounts.list()).find(
          ({ state: each }) => each.kind === 'signed-out',
        ) ?? null,
    );
    await opened.application.api.accounts.signIn(opened.account, { token: opened.service.token });
  }
  // What was refused is tried again when the person cancels again.
  else if (state === 'cancelling') {
    expect(stands.error?.details).toContain('said so');
    await opened.application.api.library.cancel([id]);
  }
  await inState(opened, (upload) => upload.state === 'cancelled');
  expect(calls(opened, 'part')).toBe(parts);
  const afterwards = calls(opened, 'cancel');
  await opened.application.api.library.cancel([id]);
  expect(calls(opened, 'cancel')).toBe(afterwards);
});

test('a cancel that was heard, and whose answer was lost, is done when the service then knows no such upload', async () => {
  const opened = await open();
  const { id } = await halfWay(opened);
  opened.service.failNext({ call: 'cancel', with: 'drop', afterDoing: true });
  opened.service.failNext({ call: 'cancel', with: { status: 400, body: status(3, 'upload_id is invalid') } });
  await opened.application.api.library.cancel([id]);
  await inState(opened, ({ state }) => state === 'cancelled');
  expect(opened.service.uploads.map(({ state }) => state)).toEqual(['cancelled']);
  expect(calls(opened, 'cancel')).toBe(2);
});

test('what was complete before it could be cancelled is called so, and cancelling it again is refused in words', async () => {
  const opened = await open();
  opened.service.failNext({ call: 'complete', with: { status: 500, body: status(13) }, afterDoing: true });
  opened.service.failNext({ call: 'list', with: { status: 503, body: status(14) }, times: 1 });
  await publish(opened);
  const { id } = await inState(opened, ({ state }) => state === 'completing');
  await opened.application.api.library.cancel([id]).catch(() => undefined);
  const done = await inState(opened, ({ state }) => state === 'done');
  expect(done.id).toBe(id);
  expect(opened.service.uploads.map(({ state }) => state)).toEqual(['complete']);
  await expect(opened.application.api.library.cancel([id])).rejects.toMatchObject({
    code: 'upload_complete',
  });
});

test('a cancel refused while the library does not say what it has is not called cancelled, and settled when it says it', async () => {
  const opened = await open();
  const { id } = await halfWay(opened);
  opened.service.failNext({ call: 'cancel', with: { status: 400, body: status(9) } });
  opened.service.failNext({ call: 'list', with: { status: 403, body: status(7) } });
  await opened.application.api.library.cancel([id]);
  await inState(opened, ({ state, error }) => state === 'cancelling' && error?.code === 'forbidden');
  await opened.application.api.library.cancel([id]);
  await inState(opened, ({ state }) => state === 'cancelled');
  expect(opened.service.uploads.map(({ state }) => state)).toEqual(['cancelled']);
});

test('addresses that are over before all parts are sent: a new session, the old one is cancelled', async () => {
  const opened = await open();
  let arrived = 0;
  opened.service.onPart(() => {
    arrived += 1;
    if (arrived === 2) opened.service.expireAddresses();
  });
  await publish(opened);
  const done = await inState(opened, ({ state }) => state === 'done');
  expect(done.partsSent).toBe(0);
  expect(opened.service.uploads.map(({ state }) => state)).toEqual(['cancelled', 'complete']);
});

test.for([
  ['begin', { status: 400, body: status(3) }, 'invalid_argument'],
  ['begin', { status: 403, body: status(7) }, 'forbidden'],
  ['complete', { status: 400, body: status(3) }, 'invalid_argument'],
  ['complete', { status: 403, body: status(7) }, 'forbidden'],
] as const)(
  '%s refused for good is shown with the service’s words, and Resume tries again',
  async ([call, fault, code]) => {
    const opened = await open(2);
    opened.service.failNext({ call, with: fault });
    await publish(opened);
    const failed = await inState(opened, ({ state }) => state === 'failed');
    expect(failed.error).toMatchObject({ code, action: 'person' });
    expect(failed.error?.details).toContain('said so');
    await opened.application.api.library.resume([failed.id]);
    await inState(opened, ({ state }) => state === 'done');
    expect(opened.service.uploads.filter(({ state }) => state === 'complete')).toHaveLength(1);
  },
);

test('bytes that go into a library count for the rate and what is left', async () => {
  const opened = await open();
  await halfWay(opened);
  const overview = await eventually(opened.application, async () => {
    const now = await opened.application.api.queue.overview();
    return now.bytesPerSecond > 0 ? now : null;
  });
  expect(overview.picturesWaiting).toBe(1);
  expect(overview.bytesLeft).toBe(6 * partSize);
});

test('a picture above 5 MB goes as a reduced JPEG copy when that is wanted; the file itself is not touched', async () => {
  const opened = await open();
  const path = opened.path.replace('film.mp4', 'large.png');
  const noise = { width: 1600, height: 1600, channels: 4 } as const;
  await sharp(randomBytes(1600 * 1600 * 4), { raw: noise })
    .png()
    .toFile(path);
  const before = await readFile(path);
  const { library } = opened.application.api;
  const [looked] = await library.look([path]);
  expect(looked).toMatchObject({ type: 'image', canReduce: true });
  expect(looked?.problem).toContain('5 MB');
  await expect(library.publish(opened.account, [{ path, type: null, reduce: false }])).rejects.toMatchObject({
    code: 'file_too_large',
    action: 'person',
  });
  expect(opened.service.calls).toEqual([]);

  await library.publish(opened.account, [{ path, type: null, reduce: true }]);
  await inState(opened, ({ state }) => state === 'done');
  const [copy] = opened.service.uploads;
  expect(copy).toMatchObject({ name: 'large.jpg', type: 'FILE_TYPE_IMAGE', state: 'complete' });
  expect(copy?.content.byteLength).toBeLessThanOrEqual(5_000_000);
  expect((await sharp(copy?.content).metadata()).format).toBe('jpeg');
  expect((await readFile(path)).equals(before)).toBe(true);
});

test('an upload that waits for a sign-in is said to wait, not to be on its way', async () => {
  const opened = await open();
  opened.service.setToken('another-token');
  await publish(opened);
  await eventually(
    opened.application,
    async () =>
      (await opened.application.api.accounts.list()).find(({ state }) => state.kind === 'signed-out') ?? null,
  );
  const waiting = await inState(opened, ({ state }) => state === 'waiting');
  expect(waiting.sentence).toBe('Waits for its turn');
  await opened.application.api.accounts.signIn(opened.account, { token: 'another-token' });
  await inState(opened, ({ state }) => state === 'done');
});
