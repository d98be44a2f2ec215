import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCrafterFixture, type CrafterFixture } from '../../servers/crafter-fixture.ts';
import { openDesk, type Desk, type Ended } from './clipdesk-process.ts';

const home = '/site/website/index.xml';
const lamps = '/site/website/lamps/index.xml';

let fixture: CrafterFixture;
let desk: Desk;

beforeEach(async () => {
  fixture = await startCrafterFixture();
  desk = await openDesk();
  desk.environment = { CLIPDESK_CRAFTER_PASSWORD: fixture.studio.password };
});
afterEach(async () => {
  await desk.stop();
  await fixture.stop();
});

function add(...more: readonly string[]): Promise<Ended> {
  const address = fixture.studio.api.replace('/studio', '/');
  const words = ['account', 'add', 'crafter', '--name', 'Web', '--api', address, '--site', 'shop'];
  return desk.run(...words, '--user', fixture.studio.user, ...more);
}

/** Members of the result as a program reads them. */
const items = ({ events }: Ended) => events.at(-1)?.['items'];

test('what waits is listed and rejected by path, in one request', { timeout: 60_000 }, async () => {
  expect((await add()).code).toBe(0);
  const listed = await desk.run('workflow', 'list');
  expect(listed.code).toBe(0);
  expect(items(listed)).toMatchObject([
    { path: home, label: 'Home', lastEditedBy: 'Ada Byron', submissionComment: '', scheduledDate: null },
    {
      path: lamps,
      label: 'Lamps',
      submissionComment: 'New pictures for autumn',
      scheduledDate: '2026-12-01T08:00:00Z',
    },
    { path: '/site/components/teaser.xml' },
    { path: '/static-assets/images/pear.jpg' },
    { path: '/static-assets/images/lamp-sage.jpg' },
  ]);
  const rejected = await desk.run(
    ...[
      'workflow',
      'reject',
      home,
      lamps,
      '--reason',
      'Too dark',
      '--scheduled-date',
      '2026-12-24T18:00:00Z',
    ],
  );
  expect(rejected.code).toBe(0);
  expect(items(rejected)).toMatchObject([
    { path: home, label: 'Home', state: 'sent', reason: 'Too dark' },
    { path: lamps, label: 'Lamps', state: 'sent', scheduledDate: '2026-12-24T18:00:00Z' },
  ]);
  expect(fixture.studio.bodies).toEqual([
    { reason: 'Too dark', scheduledDate: '2026-12-24T18:00:00Z', items: [home, lamps] },
  ]);
  expect(rejected.text).not.toContain(fixture.studio.password);
});

test('a rejection taken without a network is kept, and goes once', { timeout: 60_000 }, async () => {
  await add();
  await desk.run('workflow', 'list');
  await fixture.studio.goAway();
  const offline = await desk.run('workflow', 'list');
  expect([offline.code, offline.result.error?.code]).toEqual([3, 'offline']);
  expect(items(offline)).toHaveLength(5);
  const kept = await desk.run('workflow', 'reject', home, '--reason', 'Too dark');
  expect([kept.code, items(kept)]).toMatchObject([3, [{ path: home, state: 'kept' }]]);
  const again = await desk.run('workflow', 'reject', home, '--reason', 'Too dark');
  expect([again.code, again.result.error?.code]).toEqual([1, 'rejected_already']);

  await fixture.studio.comeBack();
  const ran = await desk.run('queue', 'run');
  expect(ran.code).toBe(0);
  expect(fixture.studio.rejected).toHaveLength(1);
});

test('mistakes are said, and nothing is sent', { timeout: 60_000 }, async () => {
  expect((await add('--api', 'http://studio.example.com')).result.error?.code).toBe('address_invalid');
  await add();
  const codes = [
    (await desk.run('workflow', 'reject', home)).code,
    (await desk.run('workflow', 'reject', '--reason', 'x')).code,
    (await desk.run('workflow', 'reject', '/nothing', '--reason', 'x')).code,
    (await desk.run('workflow', 'reject', home, '--reason', 'x', '--scheduled-date', 'now')).code,
  ];
  expect(codes).toEqual([2, 2, 1, 1]);
  desk.environment = { CLIPDESK_CRAFTER_PASSWORD: 'wrong' };
  const refused = await desk.run('workflow', 'reject', home, '--reason', 'x');
  expect([refused.code, refused.result.error?.action]).toEqual([3, 'sign-in']);
  expect(fixture.studio.rejected).toEqual([]);
});
