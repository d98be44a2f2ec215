import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { startCrafterFixture, type CrafterFixture } from '../../../servers/crafter-fixture.ts';

const never = new AbortController().signal;
const home = '/site/website/index.xml';
const lamps = '/site/website/lamps/index.xml';

let fixture: CrafterFixture;
beforeEach(async () => {
  fixture = await startCrafterFixture();
});
afterEach(() => fixture.stop());

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('it did not fail');
  return error;
}

const rejection = { reason: 'Not approved', items: [home], scheduledDate: null };

describe('signing in', () => {
  test.each([['/studio'], [''], ['/studio/'], ['/']])('takes the address ending in “%s”', async (end) => {
    const origin = new URL(fixture.studio.api).origin;
    const sites = await fixture.open({ baseUrl: `${origin}${end}` }).sites(never);
    expect(sites).toEqual([{ id: 'shop', name: 'The shop', description: 'What we sell' }]);
  });

  test('happens once for calls made side by side', async () => {
    const client = fixture.open();
    await Promise.all([client.sites(never), client.waiting('shop', never), client.waiting('shop', never)]);
    expect(fixture.studio.calls.filter((call) => call === 'login')).toHaveLength(1);
  });

  test('happens anew, once, when the session has ended, also in the middle of a rejection', async () => {
    const client = fixture.open();
    await client.waiting('shop', never);
    fixture.studio.expireSessions();
    await client.reject('shop', rejection, never);
    expect(fixture.studio.calls).toEqual(['login', 'get-go-live-items', 'reject', 'login', 'reject']);
    expect(fixture.studio.rejected).toHaveLength(1);
  });

  test('asks the person when the password is not taken any more', async () => {
    const client = fixture.open({ password: async () => 'an-old-password' });
    const error = await failure(client.waiting('shop', never));
    expect(error).toMatchObject({ action: 'sign-in', code: 'password', field: 'password' });
    expect(JSON.stringify(error)).not.toContain('an-old-password');
    expect(fixture.studio.calls).toEqual(['login']);
  });

  test('asks the person when every session is refused', async () => {
    fixture.studio.failNext({ call: 'get-go-live-items', with: 401, times: 2 });
    expect(await failure(fixture.open().waiting('shop', never))).toMatchObject({ action: 'sign-in' });
  });

  test('says whether the session still counts', async () => {
    const client = fixture.open();
    expect(await client.isSignedIn(never)).toBe(false);
    await client.signIn(never);
    expect(await client.isSignedIn(never)).toBe(true);
    fixture.studio.expireSessions();
    expect(await client.isSignedIn(never)).toBe(false);
  });

  test('tells a forged request from a missing permission', async () => {
    const client = fixture.open();
    await client.waiting('shop', never);
    fixture.studio.failNext({ call: 'get-go-live-items', with: 403 });
    expect(await failure(client.waiting('shop', never))).toMatchObject({ code: 'forbidden' });
  });
});

describe('what waits', () => {
  test('is flattened from its categories', async () => {
    const items = await fixture.open().waiting('shop', never);
    expect(items.map(({ path, category }) => [path, category])).toEqual([
      [home, 'Pages'],
      [lamps, 'Pages'],
      ['/site/components/teaser.xml', 'Components'],
      ['/static-assets/images/pear.jpg', 'Assets'],
      ['/static-assets/images/lamp-sage.jpg', 'Assets'],
    ]);
    expect(items[1]).toMatchObject({
      label: 'Lamps',
      pagePath: '/lamps',
      isPicture: false,
      lastEditedBy: 'Ada Byron',
      lastEditedAt: Date.parse('2026-11-20T09:30:00Z'),
      submissionComment: 'New pictures for autumn',
      scheduledDate: '2026-12-01T08:00:00Z',
    });
    expect(items[3]).toMatchObject({ isPicture: true, pagePath: null, lastEditedBy: 'Bob' });
  });

  test('has another mark after another edit, and the same one otherwise', async () => {
    const client = fixture.open();
    const [before] = await client.waiting('shop', never);
    const [again] = await client.waiting('shop', never);
    fixture.site.item(home).lastEditDate = '2026-11-21T10:00:00Z';
    const [after] = await client.waiting('shop', never);
    expect(again?.mark).toBe(before?.mark);
    expect(after?.mark).not.toBe(before?.mark);
  });

  test('is empty for whoever may not publish', async () => {
    fixture.studio.mayPublish(false);
    expect(await fixture.open().waiting('shop', never)).toEqual([]);
  });

  test('of a site that is none is an error', async () => {
    expect(await failure(fixture.open().waiting('', never))).toMatchObject({
      action: 'person',
      code: 'invalid_parameter',
      details: 'Invalid parameter(s): [site_id]',
    });
    expect(await failure(fixture.open().waiting('elsewhere', never))).toMatchObject({ action: 'gone' });
  });

  test('names what a rejection would take along', async () => {
    expect(await fixture.open().affectedPaths('shop', lamps, never)).toEqual([
      { path: lamps, label: 'Lamps' },
      { path: '/site/components/teaser.xml', label: 'Teaser' },
    ]);
  });

  test('has reasons kept ready where the site has any', async () => {
    const client = fixture.open();
    expect(await client.cannedReason('shop', 'Typos', never)).toBe(
      'Please correct the spelling and send it again.',
    );
    expect(await client.cannedReason('shop', 'IncorrectBranding', never)).toBeNull();
  });

  test('has pictures that can be looked at', async () => {
    const content = await fixture.open().content('shop', '/static-assets/images/pear.jpg', 10_000_000, never);
    expect(content.type).toBe('image/jpeg');
    expect(Buffer.from(content.bytes).subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  test('has a page on the preview server, without a session in its address', () => {
    expect(fixture.open().pageAddress('shop', '/lamps')).toBe(
      `${fixture.studio.api}/preview/#/?page=%2Flamps&site=shop`,
    );
  });
});

describe('a rejection', () => {
  test('arrives with its reason, and takes dependents along', async () => {
    const client = fixture.open();
    const said = await client.reject('shop', { ...rejection, items: [lamps] }, never);
    expect(said).toContain('have returned to draft state');
    expect(fixture.studio.rejected).toEqual([
      { site: 'shop', user: 'photographer', paths: [lamps], reason: 'Not approved' },
    ]);
    expect((await client.waiting('shop', never)).map(({ path }) => path)).not.toContain(
      '/site/components/teaser.xml',
    );
    expect(fixture.site.mails).toEqual([
      { to: 'ada', paths: [lamps, '/site/components/teaser.xml'], reason: 'Not approved' },
    ]);
  });

  test('sends a date only when there is one', async () => {
    await fixture.open().reject('shop', { ...rejection, scheduledDate: '2026-12-24T18:00:00Z' }, never);
    expect(fixture.studio.rejected).toHaveLength(1);
  });

  test('with the literal “now” is a server error where it is not taken', async () => {
    const client = fixture.open();
    const now = { ...rejection, scheduledDate: 'now' };
    expect(await failure(client.reject('shop', now, never))).toMatchObject({
      action: 'retry',
      code: 'server_error',
      maybeDone: true,
    });
    fixture.studio.takesNow(true);
    await client.reject('shop', now, never);
    expect(fixture.studio.rejected).toHaveLength(1);
  });

  test('is not done when the server says success: false, and its words lose their markup', async () => {
    const client = fixture.open();
    expect(await failure(client.reject('shop', { ...rejection, items: [] }, never))).toMatchObject({
      action: 'person',
      code: 'not_rejected',
      details: 'No items provided for preparation.',
    });
    fixture.studio.failNext({ call: 'reject', with: 'success-false' });
    expect((await failure(client.reject('shop', rejection, never))).details).toBe('Something failed inside');
  });

  test('may have been done when its answer is lost', async () => {
    fixture.studio.failNext({ call: 'reject', with: 'drop', afterDoing: true });
    expect(await failure(fixture.open().reject('shop', rejection, never))).toMatchObject({
      action: 'retry',
      maybeDone: true,
    });
    expect(fixture.studio.rejected).toHaveLength(1);
  });
});
