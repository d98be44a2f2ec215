import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layOutFirstShoot } from '../../build/tour/shoot.ts';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import {
  acceptAndWait,
  emptyFolder,
  LONG,
  openClipdesk,
  pictureInRoom,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

const violations: string[] = [];

async function check(app: App, screen: string): Promise<void> {
  violations.push(...(await violationsOn(app, screen)));
}

test('axe finds nothing to complain about on any screen, in both themes', async () => {
  const app = await openClipdesk();
  await app.find('Open the practice studio', 'button');
  // It can complain at all: a button without a name is found.
  await app.page.evaluate('void document.body.append(document.createElement("button"))');
  await check(app, 'planted');
  expect(violations.splice(0).join()).toContain('button-name');
  await app.page.evaluate('document.body.lastElementChild.remove()');
  await check(app, 'welcome');
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.find('Connect a service', 'dialog');
  await app.click('Unusual servers', 'button');
  await check(app, 'connect sheet');
  await app.click('Cancel', 'button');

  await app.click('Open the practice studio', 'button');
  await app.see('Drop a folder of photographs anywhere on this window');
  await check(app, 'empty board');
  await app.press('n');
  await app.wait('[role="dialog"]');
  await check(app, 'start sheet');
  await app.press('Escape');
  await app.press('?');
  await app.wait('[role="dialog"]');
  await check(app, 'list of keys');
  await app.press('Escape');
  await app.click('Add by number', 'button');
  await app.wait('[role="dialog"]');
  await check(app, 'add by number');
  await app.press('Escape');

  const laid = await layOutFirstShoot(await emptyFolder());
  await app.dropFiles([laid.folder]);
  await app.find('New job', 'dialog');
  await app.seePictures('[data-tile] img', 7);
  await app.seeNoMore('Reading the files');
  await check(app, 'new job sheet');
  await app.fill('Name', 'Typed');
  await app.press('Escape');
  await app.find('Discard this draft?', 'dialog');
  await check(app, 'question');
  await app.click('Discard the draft', 'button');
  await app.waitGone('[role="dialog"]');

  await sendFolder(app, await shoot('pear', 'lamp-sage'), { name: 'Spring 47', pictures: 2 });
  await seeProven(app, 2);
  await app.see('The offer is for 2 pictures', LONG);
  await check(app, 'job page with an offer');
  await app.press('Escape');
  await app.wait('[data-row]');
  await check(app, 'board');
  await app.clickOn('[data-row]');
  await acceptAndWait(app, 2);
  await check(app, 'job page with results');
  const taken = await emptyFolder();
  for (const result of ['pear.png', 'lamp-sage.png']) await writeFile(join(taken, result), 'somebody else’s');
  await app.click('Download 2 results', 'button');
  await app.find('Save 2 results', 'dialog');
  await app.fill('Folder', taken);
  await app.see('of these names are taken in that folder');
  await check(app, 'download sheet with names that are taken');
  await app.fill('Template', '{nobody}');
  await app.wait('[role="dialog"] [aria-invalid="true"]');
  await check(app, 'download sheet with a template that is wrong');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');
  await app.click('Review 2 pictures', 'button');
  const name = await pictureInRoom(app);
  await app.wait('[data-lined-up]');
  await check(app, 'review room');
  await app.press('0');
  await app.press('2');
  await app.drag('[aria-label^="Result of"] .layer:not(.unseen)', { x: 0.5, y: 0.4 });
  await app.wait('[data-mark]');
  await check(app, 'review room with a pin');
  await app.press('?');
  await app.wait('[role="dialog"]');
  await check(app, 'keys of the review room');
  await app.press('Escape');
  await app.press('t');
  await app.wait('[role="dialog"]');
  await app.type('Stem is too green');
  await check(app, 'own words');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');
  await app.press('Control+a');
  await app.see('Accept 2 pictures');
  await check(app, 'selection');
  await app.press('Escape');
  await app.press('f');
  await app.see('shown left');
  await check(app, 'filter');
  await app.press('Escape');
  for (const [key, mode] of [
    ['b', 'blink'],
    ['d', 'difference'],
    ['o', 'overlay'],
    ['g', 'loupe'],
  ] as const) {
    await app.press(key);
    await check(app, mode);
  }
  await app.press('g');
  await app.press('w');
  await check(app, 'slider');
  await app.press('s');
  await app.press('r');
  await app.see(`${name} rejected`);
  await pictureInRoom(app);
  await app.press('a');
  await app.see('Everything is decided');
  await check(app, 'closing page');
  await app.press('Escape');
  await app.clickOn('nav[aria-label="Places"] .foot li:first-child button');
  await app.find('Activity', 'heading');
  await check(app, 'activity');
  await app.press('Control+,');
  await app.find('Settings', 'heading');
  await check(app, 'settings');
  await app.click('At hours', 'radio');
  await app.wait('input[type="time"]');
  await app.page.select('::-p-aria([name="Way to the services"])', 'http');
  await app.find('Name or address', 'textbox');
  await app.click('Use this proxy', 'button');
  await app.see('Write the name of the proxy and its port');
  await check(app, 'settings with hours and a proxy');
  await app.click('Watch a folder', 'button');
  await app.wait('[role="dialog"]');
  await check(app, 'watch folder sheet');
  expect(violations).toEqual([]);
});
