import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../../src/main/adapters/keychain/memory-secrets.ts';
import type { Application } from '../../../../src/main/ports/application.ts';
import type {
  AccountId,
  QueueItem,
  RejectedEntry,
  WaitingEntry,
  WaitingRoom,
} from '../../../../src/preload/contract/index.ts';
import {
  eventually,
  startApplication,
  type RunningApplication,
} from '../../../servers/application-fixture.ts';
import { startCrafterFixture, type CrafterFixture } from '../../../servers/crafter-fixture.ts';

const home = '/site/website/index.xml';
const lamps = '/site/website/lamps/index.xml';
const teaser = '/site/components/teaser.xml';
const pear = '/static-assets/images/pear.jpg';

let fixture: CrafterFixture;
let running: RunningApplication;
let account: AccountId;

beforeEach(async () => {
  fixture = await startCrafterFixture();
  running = await startApplication({ followJobs: false, secrets: memorySecrets() });
  account = await connect(running.application);
});
afterEach(async () => {
  await running.stop();
  await fixture.stop();
});

async function connect(application: Application): Promise<AccountId> {
  const { api, user, password } = fixture.studio;
  const made = await application.api.accounts.addWorkflow({
    name: 'Web shop',
    apiUrl: api,
    site: 'shop',
    user,
    password,
  });
  return made.id;
}

const workflow = () => running.application.api.workflow;

async function reject(paths: readonly string[], reason = 'Too dark'): Promise<WaitingRoom> {
  const room = await workflow().open(account);
  const wishes = room.items
    .filter(({ path }) => paths.includes(path))
    .map(({ path, mark }) => ({ path, seen: mark }));
  return workflow().reject(account, wishes, reason, null);
}

function entryOf(room: WaitingRoom, path: string): RejectedEntry | null {
  const listed: WaitingEntry | undefined = room.items.find((item) => item.path === path);
  return listed?.rejected ?? room.rejected.find((entry) => entry.path === path) ?? null;
}

/** Resolves when the rejection of a path stands so. */
function standing(path: string, kind: RejectedEntry['state']['kind']): Promise<RejectedEntry> {
  return eventually(running.application, async () => {
    const entry = entryOf(await workflow().read(account), path);
    return entry?.state.kind === kind ? entry : null;
  });
}

function queued(kind: QueueItem['state']['kind']): Promise<QueueItem> {
  return eventually(running.application, async () => {
    const items = await running.application.api.queue.list();
    return items.find((item) => item.state.kind === kind) ?? null;
  });
}

test('several items go in one request, and the list is read again', async () => {
  await reject([home, pear]);
  await standing(home, 'sent');
  await standing(pear, 'sent');
  expect(fixture.studio.rejected).toEqual([
    { site: 'shop', user: 'photographer', paths: [home, pear], reason: 'Too dark' },
  ]);
  const room = await workflow().read(account);
  expect(room.items.map(({ path }) => path)).not.toContain(home);
  expect(fixture.studio.calls.slice(-3)).toEqual(['get-go-live-items', 'reject', 'get-go-live-items']);
});

test('the list can be read, and rejections taken, while the server cannot be reached', async () => {
  await workflow().open(account);
  fixture.studio.failNext({ call: 'any', with: 'drop', times: 2 });
  const offline = await workflow().open(account);
  expect(offline.trouble).toMatchObject({ action: 'retry' });
  expect(offline.items).toHaveLength(5);
  await workflow().reject(account, [{ path: home, seen: offline.items[0]?.mark as never }], 'Too dark', null);
  await standing(home, 'sent');
  expect(fixture.studio.rejected).toHaveLength(1);
});

test('what was kept when Clipdesk ended goes after the next start, once', async () => {
  await running.stop();
  running = await startApplication({ followJobs: false, undoTime: 60_000 });
  account = await connect(running.application);
  await reject([home]);
  expect(entryOf(await workflow().read(account), home)?.state.kind).toBe('kept');
  const { queue } = running.application.api;
  const [item] = await queue.list();
  await queue.retry(item?.id as never);
  await standing(home, 'sent');
  await running.restart();
  expect(entryOf(await workflow().read(account), home)?.state.kind).toBe('sent');
  expect(fixture.studio.rejected).toHaveLength(1);
});

test('Clipdesk ends while a rejection is on its way: it is looked up after the next start, and went once', async () => {
  fixture.studio.failNext({ call: 'reject', with: 'hang', afterDoing: true });
  const { promise: arrived, resolve } = Promise.withResolvers<undefined>();
  fixture.studio.onCall('reject', () => {
    resolve(undefined);
  });
  await reject([home]);
  await arrived;
  await running.restart();
  const entry = await standing(home, 'sent');
  expect(entry.state).toMatchObject({ note: expect.stringContaining('answer was lost') as string });
  expect(fixture.studio.rejected).toHaveLength(1);
});

describe('an answer that was lost', () => {
  test('is looked up: what does not wait any more arrived, and is not sent again', async () => {
    fixture.studio.failNext({ call: 'reject', with: 'drop', afterDoing: true });
    await reject([home]);
    const entry = await standing(home, 'sent');
    expect(entry.state).toMatchObject({ note: expect.stringContaining('answer was lost') as string });
    expect(fixture.studio.rejected).toHaveLength(1);
  });

  test('is sent again when it still waits as it did', async () => {
    fixture.studio.failNext({ call: 'reject', with: 500 });
    await reject([home]);
    await standing(home, 'sent');
    expect(fixture.studio.rejected).toHaveLength(1);
    expect(fixture.studio.calls.filter((call) => call === 'reject')).toHaveLength(2);
  });

  test('of an item that was edited meanwhile is held', async () => {
    fixture.studio.failNext({ call: 'reject', with: 500 });
    fixture.studio.onCall('reject', () => {
      fixture.site.item(home).lastEditDate = '2026-11-21T11:00:00Z';
    });
    await reject([home]);
    await standing(home, 'held');
    expect(fixture.studio.rejected).toHaveLength(0);
  });
});

describe('an item edited after it was looked at', () => {
  beforeEach(async () => {
    const room = await workflow().open(account);
    const wishes = room.items
      .filter(({ path }) => path === home || path === pear)
      .map(({ path, mark }) => ({ path, seen: mark }));
    fixture.site.item(home).lastEditDate = '2026-11-21T11:00:00Z';
    await workflow().reject(account, wishes, 'Too dark', null);
    await standing(home, 'held');
  });

  test('is held; the other one goes', async () => {
    await standing(pear, 'sent');
    expect(fixture.studio.rejected.map(({ paths }) => paths)).toEqual([[pear]]);
    expect((await queued('held')).title).toBe('Reject 2 items of shop');
  });

  test('goes when the person says so, for the version they see now', async () => {
    const room = await workflow().open(account);
    const item = room.items.find(({ path }) => path === home);
    const rejection = item?.rejected?.rejection;
    if (item === undefined || rejection === undefined) throw new Error('it is not there');
    await workflow().confirm(account, rejection, home, item.mark);
    await standing(home, 'sent');
    expect(fixture.studio.rejected.map(({ paths }) => paths)).toEqual([[pear], [home]]);
  });

  test('is dropped when the person says so, with its work', async () => {
    const entry = await standing(home, 'held');
    const room = await workflow().drop(account, entry.rejection, home);
    expect(entryOf(room, home)).toBeNull();
    expect((await running.application.api.queue.list()).filter(({ state }) => state.kind !== 'done')).toEqual(
      [],
    );
  });
});

test('an item that goes along with another rejection is not sent, and said so', async () => {
  const room = await workflow().open(account);
  const wish = (path: string) => {
    const item = room.items.find((each) => each.path === path);
    if (item === undefined) throw new Error(`no ${path}`);
    return { path, seen: item.mark };
  };
  await workflow().reject(account, [wish(lamps)], 'Too dark', null);
  await standing(lamps, 'sent');
  await workflow()
    .reject(account, [wish(teaser)], 'Typos', null)
    .catch(() => null);
  expect(fixture.studio.rejected).toHaveLength(1);
});

test('a refusal is shown with the server’s words, and can be tried again', async () => {
  fixture.studio.failNext({ call: 'reject', with: 'success-false' });
  await reject([home]);
  const entry = await standing(home, 'failed');
  expect(entry.state).toMatchObject({ error: { code: 'not_rejected', details: 'Something failed inside' } });
  const item = await queued('failed');
  await running.application.api.queue.retry(item.id);
  await standing(home, 'sent');
});

test('a password that changed pauses what waits; signing in lets it go', async () => {
  await workflow().open(account);
  fixture.studio.setPassword('another');
  fixture.studio.expireSessions();
  await workflow().reject(
    account,
    [{ path: home, seen: (await workflow().read(account)).items[0]?.mark as never }],
    'Too dark',
    null,
  );
  await eventually(running.application, async () => {
    const [only] = await running.application.api.accounts.list();
    return only?.state.kind === 'signed-out';
  });
  await running.application.api.accounts.signIn(account, { password: 'another' });
  await standing(home, 'sent');
  expect(fixture.studio.rejected).toHaveLength(1);
});

test.each([
  ['', null, 'missing_parameter'],
  ['Too dark', 'tomorrow', 'bad_date'],
  ['Too dark', 'now', 'bad_date'],
  ['Too dark', '2026-12-24', 'bad_date'],
])('the reason “%s” with the date %s is refused: %s', async (reason, date, code) => {
  const room = await workflow().open(account);
  const wishes = [{ path: home, seen: room.items[0]?.mark as never }];
  await expect(workflow().reject(account, wishes, reason, date)).rejects.toMatchObject({ code });
});

test('the literal “now” goes along only for an account that is set to it', async () => {
  fixture.studio.takesNow(true);
  await running.application.api.accounts.change(account, { sendsNow: true });
  await reject([home]);
  await standing(home, 'sent');
  expect(fixture.studio.bodies.at(-1)).toEqual({ reason: 'Too dark', scheduledDate: 'now', items: [home] });
});

test('an empty list is said to be perhaps a missing permission', async () => {
  fixture.studio.mayPublish(false);
  expect((await workflow().open(account)).notice).toContain('permission');
});

test('reasons are those of the site, then those used before', async () => {
  await reject([home], 'Crooked horizon');
  const reasons = await workflow().reasons(account);
  expect(reasons.at(-1)).toBe('Crooked horizon');
  expect(reasons).toContain('Some links lead nowhere.');
});

test('a picture of the site is shown, and becomes a draft with that picture', async () => {
  const room = await workflow().open(account);
  const address = room.items.find(({ path }) => path === pear)?.picture ?? '';
  expect(await running.application.picture(address)).toMatchObject({ status: 200, type: 'image/jpeg' });
  await running.application.api.accounts.addBrightRiver({
    name: 'Studio',
    apiUrl: 'http://127.0.0.1:9',
    credentials: {},
  });
  const job = await workflow().toJob(account, pear);
  await running.application.whenRead(job);
  const { files } = await running.application.api.jobs.get(job);
  expect(files.map(({ name }) => name)).toEqual(['pear.jpg']);
});
