import { expect, test } from 'vitest';
import { KEY_TABLE } from '../../src/renderer/features/review/key-table.ts';
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

const names = ['pear', 'mug-speckle', 'lamp-sage', 'chair-oak'];

/** A job of these pictures in the practice studio, and its review room. */
async function openRoom(home: string): Promise<App> {
  const app = await openClipdesk({ home });
  await app.click('Open the practice studio', 'button');
  await app.see('Drop a folder of photographs anywhere on this window');
  await sendFolder(app, await shoot(...names), { name: 'Spring 47', pictures: names.length });
  await seeProven(app, names.length);
  await acceptAndWait(app, names.length);
  await app.click(`Review ${String(names.length)} pictures`, 'button');
  await pictureInRoom(app);
  return app;
}

async function left(app: App): Promise<string> {
  return app.text('footer .left b');
}

/** Whether each is seen to its end in the list of marks, covered by nothing. */
async function inSightOfList(app: App, ...selectors: readonly string[]): Promise<unknown> {
  return app.page.evaluate(`(() => {
    const list = document.querySelector('section[aria-label="On this picture"]');
    const { top, bottom } = list.getBoundingClientRect();
    return ${JSON.stringify(selectors)}.map((selector) => {
      const part = list.querySelector(selector);
      const box = part.getBoundingClientRect();
      const shown = document.elementFromPoint(box.left + box.width / 2, box.bottom - 2);
      return box.top >= top - 1 && box.bottom <= bottom + 1 && part.contains(shown);
    });
  })()`);
}

async function presses(app: App, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await app.press(key);
}

test(
  'pins, reasons, selections and steps by keyboard alone; what is marked survives a killed window; a redo answers every pin',
  {
    timeout: 4 * LONG,
  },
  async () => {
    const home = await emptyFolder();
    const app = await openRoom(home);

    // The list of keys holds every line of the table that dispatches them.
    await app.press('?');
    await app.find('Keys of the review room', 'dialog');
    const listed = await app.texts('[role="dialog"] dd');
    expect(new Set(listed)).toEqual(new Set(KEY_TABLE.map(({ words }) => words)));
    await app.screenshot('room-keys');
    await app.press('Escape');
    await app.waitGone('[role="dialog"]');

    // A pin, then a circle, placed with the arrows.
    await presses(app, '2', 'ArrowRight', 'ArrowDown', 'Shift+ArrowRight', 'Enter');
    await app.wait('[data-mark="1"]');
    await presses(app, '4', 'ArrowLeft', 'c', 'c', 'c', 'Shift+C', 'Enter');
    await app.wait('[data-mark="2"]');
    await app.press('m');
    await app.type('Rim on the right');
    expect(await inSightOfList(app, 'textarea', 'p.tip')).toEqual([true, true]);
    await app.press('Enter');
    await app.see('Reject with 2 pins');
    await app.screenshot('room-pins');

    // In one's own words, kept for next time.
    await app.press('t');
    await app.find('In your own words', 'dialog');
    await app.type('Stem is too green');
    await app.press('Enter');
    await app.waitGone('[role="dialog"]');
    await app.page.setViewport({ width: 960, height: 640 });
    await presses(app, 'ArrowUp', 'Enter');
    await app.see('Stem is too green');
    await app.see('Reject with 3 pins');
    expect(await inSightOfList(app, 'li.chosen', 'p.tip')).toEqual([true, true]);
    await app.screenshot('room-low');
    await app.page.setViewport({ width: 1440, height: 900 });

    // As soon as the list says so, it is on the disk.
    await app.wait('section[aria-label="On this picture"][aria-busy="false"]');
    const name = await app.text('h1');
    app.process.child.kill('SIGKILL');
    await app.process.ended;
    const again = await openClipdesk({ home });
    await again.wait('[data-row]');
    await again.clickOn('[data-row]');
    await again.click(`Review ${String(names.length)} pictures`, 'button');
    expect(await pictureInRoom(again)).toBe(name);
    await again.see('Reject with 3 pins');
    expect(await again.page.evaluate('document.querySelector("aside textarea").value')).toBe(
      'Rim on the right',
    );
    await again.press('r');
    await again.see(`${name} rejected`);
    expect(await left(again)).toBe('3');

    // Three at once: no reason, then one for all; taken back and done again as one step.
    await presses(again, 'Shift+ArrowRight', 'Shift+ArrowRight');
    await again.see('Reject 3 pictures');
    await again.press('r');
    await again.see('3 pictures without a reason');
    await again.press('5');
    await again.see('given to 3 pictures');
    await again.screenshot('room-selection');
    await again.press('r');
    await again.see('Everything is decided');
    await again.press('u');
    await again.see('Reject 3 pictures');
    await again.read(/3\s+left to review of 4/i);
    await again.press('Shift+U');
    await again.see('Everything is decided');
    await again.press('u');
    await again.see('Reject 3 pictures');
    await again.press('Escape');

    // Filters: the keys walk what is shown, and the counter says what is left of it.
    await again.press('f');
    await again.see('of 3 shown left');
    await again.press('f');
    await again.see('of 1 shown left');
    await again.find(name, 'heading');
    await again.press('/');
    await again.type('lamp');
    await again.press('Escape');
    await again.press('Escape');
    await again.see('left to review of 4');
    await presses(again, 'Home', 'j', 'Control+a');
    await again.see('Accept 4 pictures');
    await again.press('Escape');

    for (const count of [2, 1, 0]) {
      await presses(again, 'Home', 'j');
      await pictureInRoom(again);
      await again.press('a');
      if (count > 0) await again.read(new RegExp(`${String(count)}\\s+left to review of 4`, 'i'));
    }
    await again.see('The service has every decision', LONG);
    await again.click('Close the job', 'button');

    // The redo: every pin of last time beside the same place now.
    await again.see('This job is done', LONG);
    await again.press('Escape');
    await again.wait('[data-row]');
    await again.see('Rejected pictures of job', LONG);
    // The rows change places while jobs move: a click by the mouse could meet another one.
    await again.page.evaluate(`[...document.querySelectorAll('[data-row]')]
      .find((row) => row.textContent.includes('Rejected pictures of job')).click()`);
    await again.find('Review 1 picture', 'button', LONG);
    await again.click('Review 1 picture', 'button');
    await pictureInRoom(again);
    await again.press('y');
    await again.see('Version 1');
    await again.screenshot('room-earlier');
    await again.press('h');
    await again.see('Did they fix it?');
    await again.see('3 pins have no answer yet');
    await again.seePictures('section[aria-label="Did they fix it?"] img', 6);
    await again.seeNoMore('Comparing …');
    await again.screenshot('did-they-fix-it');
    expect(await violationsOn(again, 'did they fix it')).toEqual([]);
    await again.screenshot('did-they-fix-it-light');
    await presses(again, 'a', 'r', 'a');
    await again.see('Every pin is answered');
    await again.see('Send 1 picture back');
    await presses(again, 'u', 'u', 'a', 'a');
    await again.see('Accept 1 picture');
    await again.screenshot('did-they-fix-it-answered');
    await again.press('Control+Enter');
    await again.see('Everything is decided');
  },
);
