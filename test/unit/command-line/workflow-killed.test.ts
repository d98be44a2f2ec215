import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CrafterCall } from '../../../src/main/practice/crafter/studio-calls.ts';
import { startCrafterFixture, type CrafterFixture } from '../../servers/crafter-fixture.ts';
import { openDesk, type Desk } from './clipdesk-process.ts';

const home = '/site/website/index.xml';
const pear = '/static-assets/images/pear.jpg';

let fixture: CrafterFixture;
let desk: Desk;

beforeEach(async () => {
  fixture = await startCrafterFixture();
  desk = await openDesk();
  const { studio } = fixture;
  desk.environment = { CLIPDESK_CRAFTER_PASSWORD: studio.password };
  await desk.run(
    ...[
      'account',
      'add',
      'crafter',
      '--name',
      'Web',
      '--api',
      studio.api,
      '--site',
      'shop',
      '--user',
      studio.user,
    ],
  );
});
afterEach(async () => {
  await desk.stop();
  await fixture.stop();
});

/** Rejects two items, and ends the process the hard way when the so-manieth call of a kind reaches the server. */
async function killedAt(call: CrafterCall, time: number): Promise<void> {
  const { process, ended } = desk.start('workflow', 'reject', home, pear, '--reason', 'Too dark');
  let seen = 0;
  fixture.studio.onCall(call, () => {
    seen += 1;
    if (seen === time) process.kill('SIGKILL');
  });
  expect(await ended).toBeNull();
}

/** Nothing of what was decided waits any more, here or there, and the server heard it once. */
async function arrivedOnce(): Promise<void> {
  expect((await desk.run('queue', 'run')).code).toBe(0);
  expect(fixture.studio.rejected).toHaveLength(1);
  expect(fixture.studio.rejected[0]).toMatchObject({ paths: [home, pear], reason: 'Too dark' });
  expect(fixture.site.mails.map(({ to }) => to).sort()).toEqual(['ada', 'bob']);
  const listed = await desk.run('workflow', 'list');
  expect(listed.events.at(-1)?.['items']).toHaveLength(3);
  expect((await desk.run('queue', 'list')).result.items).toEqual([]);
}

test('killed before anything was decided, nothing was decided', { timeout: 60_000 }, async () => {
  await killedAt('get-go-live-items', 1);
  expect((await desk.run('queue', 'run')).code).toBe(0);
  expect(fixture.studio.rejected).toEqual([]);
});

test('killed while the list is read before sending, it goes once', { timeout: 60_000 }, async () => {
  await killedAt('get-go-live-items', 2);
  expect(fixture.studio.rejected).toEqual([]);
  await arrivedOnce();
});

test(
  'killed when the request had left and was not carried out, it goes once',
  { timeout: 60_000 },
  async () => {
    fixture.studio.failNext({ call: 'reject', with: 'drop' });
    await killedAt('reject', 1);
    expect(fixture.studio.rejected).toEqual([]);
    await arrivedOnce();
  },
);

test('killed while the server carries it out, it is not sent again', { timeout: 60_000 }, async () => {
  await killedAt('reject', 1);
  await arrivedOnce();
  expect(fixture.studio.calls.filter((call) => call === 'reject')).toHaveLength(1);
});

test('killed after the server said yes, it is not sent again', { timeout: 60_000 }, async () => {
  await killedAt('get-go-live-items', 3);
  await arrivedOnce();
  expect(fixture.studio.calls.filter((call) => call === 'reject')).toHaveLength(1);
});

test(
  'killed with its answer lost and edited again meanwhile, it is held until somebody has looked',
  { timeout: 60_000 },
  async () => {
    fixture.studio.failNext({ call: 'reject', with: 'drop' });
    await killedAt('reject', 1);
    fixture.site.item(home).lastEditDate = '2026-11-28T10:00:00Z';
    expect((await desk.run('queue', 'run')).code).toBe(3);
    const items = (await desk.run('workflow', 'list')).events.at(-1)?.['items'];
    expect(items).toMatchObject([{ path: home, rejection: 'held' }, {}, {}, {}]);
    expect(fixture.studio.rejected.map(({ paths }) => paths)).toEqual([[pear]]);
  },
);
