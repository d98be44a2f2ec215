import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { KEY_TABLE } from '../../src/renderer/features/review/key-table.ts';
import { reviewPictures } from '../fixtures/make-review-pictures.ts';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import { edge, moves, pressing, until, type Pressed } from './key-presses.ts';
import {
  acceptAndWait,
  connectTo,
  emptyFolder,
  LONG,
  openClipdesk,
  openStudio,
  pictureInRoom,
  seeProven,
  sendFolder,
} from './scene.ts';

const RESULT = '[role="group"][aria-label^="Result of"]';
const LAYER = `${RESULT} .layer:not(.unseen)`;
const names = ['a-cut', 'b-white', 'c-same', 'd-plain', 'e-plain', 'f-plain'];

async function openRoom(): Promise<App> {
  const folder = join(await emptyFolder(), 'Bags');
  const { original, cutOut, onWhite } = await reviewPictures();
  const spot = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#103080' } })
    .png()
    .toBuffer();
  /** Somewhere else than the pins. */
  const changed = await sharp(onWhite)
    .composite([{ input: spot, left: 700, top: 1000 }])
    .png()
    .toBuffer();
  const times = new Map<string, number>();
  const practice = await openStudio({
    edit(file) {
      const name = file.replace('.jpg', '');
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      if (name === 'a-cut') return Promise.resolve([cutOut, onWhite]);
      return Promise.resolve(name === 'b-white' && time > 1 ? changed : onWhite);
    },
  });
  await mkdir(folder);
  for (const [index, name] of names.entries()) {
    const picture = await sharp(original)
      .jpeg({ quality: 92 - index })
      .toBuffer();
    await writeFile(join(folder, `${name}.jpg`), picture);
  }
  const app = await openClipdesk();
  await app.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await connectTo(app, practice);
  await sendFolder(app, folder, { name: 'Bags', pictures: names.length });
  await seeProven(app, names.length);
  await acceptAndWait(app, names.length);
  // What failed by the time the room opens stands first: all of them, in their own order.
  await app.see(`${String(names.length)} failed and stand first`, LONG);
  await app.click(`Review ${String(names.length)} pictures`, 'button');
  await pictureInRoom(app);
  return app;
}

async function lookAround(app: App, pressed: Pressed): Promise<void> {
  const press = pressing(app, pressed, 'looking');
  await app.wait('[data-lined-up="true"]');
  await press('Shift+L');
  await app.see('Not lined up');
  await press('Shift+L', 'v');
  await app.wait('[aria-label^="Result 2 of 2"][aria-checked="true"]');
  await press('v');
  await app.wait('[aria-label^="Result 1 of 2"][aria-checked="true"]');
  await press('y');
  await app.see('There is no earlier version of this picture here');
  await press('h');
  await app.see('Nothing that was sent back has come again');
  await press('n');
  await app.see('No change was found that nobody asked for');
  await press('Shift+A');
  await app.see('Nothing is held here');
  await press('Control+p');
  await app.see('No library is connected yet');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');

  const modes = { w: 'Slider', b: 'Blink', d: 'Difference', o: 'Overlay', s: 'Side by side' } as const;
  for (const [key, mode] of Object.entries(modes)) {
    await press(key);
    await until(
      app,
      `document.querySelector('[aria-label="Compare"] [aria-checked="true"]').textContent.includes(${JSON.stringify(mode)})`,
    );
  }
  await press('o', ',');
  await app.see('Original 40 %');
  await press('.');
  await app.see('Original 50 %');
  await press('s');
  await app.page.keyboard.down('Space');
  await app.see('Original alone');
  await app.page.keyboard.up('Space');
  await app.seeNoMore('Original alone');
  pressed.add('looking  ');

  await press('k');
  await app.wait('[aria-label="White"][aria-checked="true"]');
  await press('l');
  await app.see('Not linked');
  await press('l', 'z');
  await app.see('Zoom: 100 %');
  const [left, top, width] = [edge(LAYER, 'left'), edge(LAYER, 'top'), edge(LAYER, 'width')];
  for (const [arrow, measure, sign] of [
    ['ArrowRight', left, -1],
    ['ArrowLeft', left, 1],
    ['ArrowDown', top, -1],
    ['ArrowUp', top, 1],
  ] as const)
    await moves(app, measure, sign, () => press(`Alt+${arrow}`));
  await press('0');
  await until(app, `document.querySelector('.scale b')?.textContent === 'Fit'`);
  for (const [keys, sign] of [
    [['+', '='], 1],
    [['-', '_'], -1],
  ] as const)
    for (const key of keys) await moves(app, width, sign, () => press(key));
  await press('0', 'g');
  await app.find('Loupe', 'group');
  await press('g');
  await app.waitGone('[aria-label="Loupe"]');
  const lying = `${width} / ${edge(LAYER, 'height')} * 100`;
  await moves(app, lying, 1, () => press('q'));
  await moves(app, lying, -1, () => press('Shift+Q'));

  await press('e');
  const [, count = ''] = await app.read(/1 of (\d+): /);
  await press('Shift+E');
  await app.read(new RegExp(`${count} of ${count}: `));
  await press('Enter');
  await app.wait(`${RESULT} [data-mark]`);
  await press('Escape');
  await app.waitGone('section[aria-label="Edge tour"]');
  await press('Backspace');
  await app.waitGone(`${RESULT} [data-mark]`);

  await press('ArrowRight');
  await app.find('b-white.jpg', 'heading');
  await pictureInRoom(app);
  await press('x', 'p');
  await app.see('Not white:');
  await app.see('Path 1 of 2, “Final”');
  expect(await violationsOn(app, 'white check and clipping path')).toEqual([]);
  await press('Shift+P');
  await app.see('Path 2 of 2, “Rough”');
  await press('p', 'x', 'ArrowLeft');
  await app.find('a-cut.jpg', 'heading');
}

async function mark(app: App, pressed: Pressed): Promise<void> {
  const press = pressing(app, pressed, 'looking');
  const place = pressing(app, pressed, 'placing');
  await press('0', '1', '1');
  await app.wait('aside [aria-keyshortcuts="1"].given');
  for (const digit of '23456789') {
    await press(digit);
    // A second press while it is in the hand: the whole picture.
    await press(digit);
    await app.wait(`aside [aria-keyshortcuts="${digit}"].given`);
  }
  await app.see('Reject with 9 reasons');
  for (const _digit of '123456789') await press('Delete');
  await app.waitGone('aside .given');

  await press('2');
  const cross = `${RESULT} .aim`;
  await app.press('ArrowRight');
  await app.wait(cross);
  for (const [arrow, side, sign] of [
    ['ArrowRight', 'left', 1],
    ['ArrowLeft', 'left', -1],
    ['ArrowDown', 'top', 1],
    ['ArrowUp', 'top', -1],
  ] as const) {
    await moves(app, edge(cross, side), sign, () => place(arrow));
    await moves(app, edge(cross, side), sign, () => place(`Shift+${arrow}`));
  }
  const circle = `${RESULT} i:has(+ .aim)`;
  await place('c', 'c');
  await moves(app, edge(circle, 'width'), 1, () => place('c'));
  await moves(app, edge(circle, 'width'), -1, () => place('Shift+C'));
  await place('Enter');
  await app.wait('[data-mark="1"]');
  await press('m');
  await app.type('Rim on the right');
  await app.press('Enter');
  await press('t');
  await app.find('In your own words', 'dialog');
  await app.type('Strap is twisted');
  await app.press('Enter');
  await app.waitGone('[role="dialog"]');
  await app.press('Escape');
  // Words that are used no more are forgotten, for good.
  await press('t');
  await app.find('Forget “Strap is twisted”', 'button');
  await app.press('ArrowDown');
  await app.press('Delete');
  await app.waitGone('[aria-label="Forget “Strap is twisted”"]');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');
  await press('r');
  await app.see('a-cut.jpg rejected');
  for (const [undo, redo] of [
    ['u', 'Shift+U'],
    ['Control+z', 'Control+Shift+Z'],
    ['Control+z', 'Control+y'],
  ] as const) {
    await press(undo);
    await app.read(/6\s+left to review of 6/i);
    await press(redo);
    await app.read(/5\s+left to review of 6/i);
  }
  await press('u');
  await app.read(/6\s+left to review of 6/i);
}

async function goOnAndSelect(app: App, pressed: Pressed): Promise<void> {
  const press = pressing(app, pressed, 'looking');
  const at = (name: string) => app.find(`${name}.jpg`, 'heading');
  // What fails the check goes first: the order rests once all are checked, and here all of them fail.
  await until(
    app,
    `document.querySelectorAll('nav[aria-label="Pictures of this job"] [aria-label*="failed the check"]').length === 6`,
  );
  await press('End');
  await at('f-plain');
  await press('Home');
  await at('a-cut');
  await press('j');
  await at('b-white');
  await press('f');
  await app.see('of 6 shown left');
  await press('/');
  await app.type('plain');
  await app.press('Enter');
  await app.see('of 3 shown left');
  await press('Escape', '?');
  await app.find('Keys of the review room', 'dialog');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');
  await app.read(/6\s+left to review of 6/i);

  await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight');
  await app.see('Reject 3 pictures');
  await press('Shift+ArrowLeft');
  await app.see('Reject 2 pictures');
  await press('Shift+End');
  await app.see('Reject 6 pictures');
  await press('Shift+Home');
  await app.see('Reject 1 picture');
  // What is walked past stays out of it.
  await press('Control+ArrowRight', 'Control+ArrowRight', 'i');
  await app.see('Reject 2 pictures');
  await press('Control+ArrowLeft', 'Control+Space');
  await app.see('Reject 3 pictures');
  await press('i');
  await app.see('Reject 2 pictures');
  await press('Control+a');
  await app.see('Reject 6 pictures');
  await press('Escape');

  // By the mouse: on to there with Shift, one by one with Ctrl.
  const cell = (name: string) => `nav[aria-label="Pictures of this job"] button[title="${name}.jpg"]`;
  await app.clickOn(cell('b-white'));
  for (const [key, name, count] of [
    ['Shift', 'e-plain', 4],
    ['Control', 'c-same', 3],
    ['Control', 'f-plain', 4],
  ] as const) {
    await app.page.keyboard.down(key);
    await app.clickOn(cell(name));
    await app.page.keyboard.up(key);
    await app.see(`Accept ${String(count)} pictures`);
  }
  await press('Escape');

  // The whole job is one step, taken back as one.
  await app.click('The rest: decide all that are left', 'button');
  await app.click('Accept the 6 that are left', 'menuitem');
  await app.see('Everything is decided');
  await press('u');
  await app.read(/6\s+left to review of 6/i);
}

/** Sends two back with pins, the rest is accepted, and opens the redo that comes of it. */
async function sendBack(app: App, pressed: Pressed): Promise<void> {
  const press = pressing(app, pressed, 'looking');
  for (const [name, places] of [
    ['b-white', [0.3, 0.4, 0.5]],
    ['c-same', [0.4]],
  ] as const) {
    await app.clickOn(`nav[aria-label="Pictures of this job"] button[title="${name}.jpg"]`);
    await app.find(`${name}.jpg`, 'heading');
    await pictureInRoom(app);
    for (const [index, x] of places.entries()) {
      await press('2');
      await app.drag(LAYER, { x, y: 0.5 });
      await app.wait(`[data-mark="${String(index + 1)}"]`);
    }
    await press('r');
    await app.see(`${name}.jpg rejected`);
  }
  await press('Control+a', 'i', 'Escape', 'f', 'Control+a');
  await app.see('Accept 4 pictures');
  await press('a');
  await app.see('The service has every decision', LONG);
  await app.click('Close the job', 'button');
  await app.see('This job is done', LONG);
  await app.press('Escape');
  await app.see('Rejected pictures of job', LONG);
  await app.page.evaluate(`[...document.querySelectorAll('[data-row]')]
    .find((row) => row.textContent.includes('Rejected pictures of job')).click()`);
  await app.find('Review 2 pictures', 'button', LONG);
  await app.click('Review 2 pictures', 'button');
  await pictureInRoom(app);
}

async function didTheyFixIt(app: App, pressed: Pressed): Promise<void> {
  const press = pressing(app, pressed, 'looking');
  const answer = pressing(app, pressed, 'fixing');
  const page = 'section[aria-label="Did they fix it?"]';
  const current = (number: number) =>
    app.wait(`${page} article[aria-current][aria-label^="Pin ${String(number)},"]`);
  await press('y');
  await app.see('Version 1');
  expect(await violationsOn(app, 'earlier version')).toEqual([]);
  await press('h');
  await app.wait(page);
  await app.seeNoMore('Comparing …');
  await app.see('The same file came back, byte for byte');
  await app.see('No visible change at this pin');
  await app.see('Nobody asked for it');
  expect(await violationsOn(app, 'same file again')).toEqual([]);
  await app.screenshot('same-file-again');
  await current(1);
  await answer('ArrowRight');
  await current(2);
  await answer('ArrowLeft', 'ArrowDown');
  await current(4);
  await answer('ArrowUp');
  await current(1);
  await answer('?');
  await app.find('Keys of the review room', 'dialog');
  await app.press('Escape');
  await app.waitGone('[role="dialog"]');
  await answer('Enter');
  await app.waitGone(page);
  await app.see('Version 1');
  await press('h');
  await app.wait(page);
  await answer('n');
  await app.waitGone(page);
  await app.see('something changed here that nobody asked for');
  await app.screenshot('unasked-change');
  for (const key of ['h', 'Escape']) {
    await press('h');
    await app.wait(page);
    await answer(key);
    await app.waitGone(page);
  }
  await press('h', 'Home');
  await app.wait(page);
  await answer('ArrowUp', 'a', 'a', 'u', 'Control+z');
  await app.see('4 pins have no answer yet');
  await answer('a', 'a', 'a', 'r');
  await app.see('Every pin is answered');
  await answer('Control+Enter');
  await app.see('Accept 0 pictures');
  await answer('Shift+Enter');
  await app.see('Everything is decided');
}

test(
  'every key of the table does what the list says: no key without a test',
  { timeout: 4 * LONG },
  async () => {
    const app = await openRoom();
    const pressed: Pressed = new Set();
    await lookAround(app, pressed);
    await mark(app, pressed);
    await goOnAndSelect(app, pressed);
    await sendBack(app, pressed);
    await didTheyFixIt(app, pressed);
    const wanted = KEY_TABLE.flatMap(({ presses, when = 'looking', also }) =>
      presses.flatMap((press) => [`${when} ${press}`, ...(also === true ? [`fixing ${press}`] : [])]),
    );
    expect(wanted.filter((press) => !pressed.has(press))).toEqual([]);
  },
);
