import { expect, onTestFinished, test } from 'vitest';
import { startCrafterFixture, type CrafterFixture } from '../servers/crafter-fixture.ts';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import { LONG, openClipdesk } from './scene.ts';

const home = '/site/website/index.xml';
const pear = '/static-assets/images/pear.jpg';

async function connect(app: App, { studio }: CrafterFixture): Promise<void> {
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.find('Connect a service', 'dialog');
  await app.click('Crafter Studio', 'radio');
  await app.fill('Name', 'Web shop');
  await app.fill('Address', studio.api.replace('/studio', ''));
  await app.fill('User', studio.user);
  await app.fill('Password', studio.password);
  await app.click('Find the sites', 'button');
  await app.see('The shop (shop)');
  await app.press('Control+Enter');
  await app.see('Web shop is connected.');
  await app.click('Waiting for approval', 'button');
  await app.see('as of');
}

test('five items wait; two are rejected with a reason while offline, and both arrive once', async () => {
  const fixture = await startCrafterFixture();
  onTestFinished(() => fixture.stop());
  const app = await openClipdesk();
  await connect(app, fixture);
  expect(await app.texts('[role="option"] .mid')).toEqual([
    'Home',
    'Lamps',
    'Teaser',
    'pear.jpg',
    'lamp-sage.jpg',
  ]);
  await app.see('Last edited by');
  const violations = [...(await violationsOn(app, 'waiting for approval'))];

  // A rejection takes along what depends on it, and that is said before.
  await app.press('ArrowDown');
  await app.read(/Also goes back\s+Teaser/);
  await app.press('ArrowUp');

  await fixture.studio.goAway();
  await app.press('l');
  await app.see('cannot be reached');
  await app.press('i');
  for (let step = 0; step < 3; step += 1) await app.press('ArrowDown');
  await app.press('i');
  await app.press('2');
  await app.find('Reject 2 items', 'button');
  await app.press('r');
  await app.see('2 items rejected.');
  await app.see('1 decision waiting to go');
  await app.see('Rejected, waits');
  violations.push(...(await violationsOn(app, 'rejected offline')));

  await fixture.studio.comeBack();
  await app.see('in the last seven days', LONG);
  await app.waitGone('[role="option"] .state');
  await app.seeNoMore('On its way');
  expect(fixture.studio.rejected).toEqual([
    {
      site: 'shop',
      user: 'photographer',
      paths: [home, pear],
      reason: 'Please correct the spelling and send it again.',
    },
  ]);
  violations.push(...(await violationsOn(app, 'rejected')));
  expect(violations).toEqual([]);
});
