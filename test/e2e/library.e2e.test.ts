import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import {
  startBlendVision,
  type BlendVisionStandIn,
} from '../../src/main/practice/blendvision/blendvision-stand-in.ts';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import {
  accept,
  acceptAndWait,
  connectTo,
  openClipdesk,
  openStudio,
  pictureInRoom,
  reject,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

/** Connects the library on the sheet, as a person does. */
async function connectLibrary(app: App, service: BlendVisionStandIn): Promise<void> {
  await app.click('BlendVision', 'radio');
  await app.fill('Name', 'Shop');
  await app.fill('Address', service.api);
  await app.fill('Organisation id', service.organisationId);
  await app.fill('API token', service.token);
  await app.press('Control+Enter');
  await app.see('Shop is connected.');
}

/** The lamp stops after two parts until it is let go. */
function holdTheLamp(service: BlendVisionStandIn): () => void {
  const waiting: (() => void)[] = [];
  let lampParts = 0;
  service.onPart(({ name }) => {
    if (!name.startsWith('lamp-sage')) return;
    lampParts += 1;
    if (lampParts > 2) return new Promise((resolve) => waiting.push(resolve));
    return;
  });
  return () => {
    for (const go of waiting) go();
  };
}

const states = (service: BlendVisionStandIn): readonly string[] =>
  service.uploads
    .map(({ name, state }) => `${name.replace(/\.\w+$/, '')} ${state}`)
    .sort((one, other) => one.localeCompare(other));

test(
  'three results of a job are published from the review room; one is cancelled half way, and no part of it is sent after that',
  { timeout: 240_000 },
  async () => {
    const service = await startBlendVision({ partSize: 4_000 });
    onTestFinished(() => service.stop());
    const practice = await openStudio();
    const app = await openClipdesk();
    await connectTo(app, practice);
    await app.click('Settings', 'button');
    await app.click('Connect a service', 'button');
    await connectLibrary(app, service);

    const folder = await shoot('pear', 'mug-speckle', 'lamp-sage', 'teapot-teal');
    await sendFolder(app, folder, { name: 'Autumn', pictures: 4 });
    await seeProven(app, 4);
    await acceptAndWait(app, 4);
    await app.click('Review 4 pictures', 'button');
    for (let picture = 0; picture < 4; picture += 1) {
      const name = await pictureInRoom(app);
      if (name.startsWith('teapot')) await reject(app, '1', { x: 0.5, y: 0.5 });
      else await accept(app);
    }
    await app.find('Everything is decided', 'heading');
    await app.screenshot('published-closing-page');
    await app.press('Control+p');
    await app.find('Publish to a library', 'dialog');
    await app.find('Publish 3 results', 'button');
    const violations = [...(await violationsOn(app, 'publishing results'))];
    await app.screenshot('publish-sheet');

    const letGo = holdTheLamp(service);
    await app.press('Control+Enter');
    await app.see('3 results on the way to Shop.');
    await app.click('Show', 'button');
    await app.find('Save pear.png', 'button');
    await app.find('Save mug-speckle.png', 'button');
    await app.read(/2 of \d+ parts are there/);
    await app.screenshot('published-library');
    violations.push(...(await violationsOn(app, 'a library with results')));
    await app.click('Cancel lamp-sage.png', 'button');
    await app.click('Cancel the upload', 'button');
    await app.seeNoMore('lamp-sage');
    const parts = service.calls.filter((call) => call === 'part').length;
    letGo();

    expect(states(service)).toEqual(['lamp-sage cancelled', 'mug-speckle complete', 'pear complete']);
    expect(service.calls.filter((call) => call === 'part')).toHaveLength(parts);
    // What is in the library are the results, byte for byte: pictures cut out by the editors, not the photographs.
    for (const upload of service.uploads.filter(({ state }) => state === 'complete'))
      expect((await sharp(upload.content).metadata()).hasAlpha).toBe(true);
    expect(violations).toEqual([]);
  },
);

test('three pictures are published; one is cancelled half way, and no part of it is sent after that', async () => {
  const service = await startBlendVision({ partSize: 4_000 });
  onTestFinished(() => service.stop());
  const app = await openClipdesk();
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await connectLibrary(app, service);
  await app.click('Library', 'button');
  await app.see('Nothing of this type yet');
  const violations = [...(await violationsOn(app, 'an empty library'))];

  const letGo = holdTheLamp(service);
  const folder = await shoot('pear', 'mug-speckle', 'lamp-sage');
  await app.chooseNext((await readdir(folder)).map((name) => join(folder, name)));
  await app.click('Publish files', 'button');
  await app.find('Save pear.jpg', 'button');
  await app.find('Save mug-speckle.jpg', 'button');
  await app.read(/2 of \d+ parts are there/);
  violations.push(...(await violationsOn(app, 'a library with an upload')));
  await app.click('Cancel lamp-sage.jpg', 'button');
  await app.click('Cancel the upload', 'button');
  await app.seeNoMore('lamp-sage.jpg');
  const parts = service.calls.filter((call) => call === 'part').length;
  letGo();

  expect(states(service)).toEqual(['lamp-sage cancelled', 'mug-speckle complete', 'pear complete']);
  expect(service.calls.filter((call) => call === 'part')).toHaveLength(parts);
  expect(violations).toEqual([]);
});

test('without any account: a file is published into the practice library, and a page of the practice shop is rejected', async () => {
  const app = await openClipdesk();
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.click('BlendVision', 'radio');
  await app.click('Open the practice library', 'button');
  await app.see('Practice library is open.');
  await app.click('Library', 'button');
  const folder = await shoot('pear');
  await app.chooseNext([join(folder, 'pear.jpg')]);
  await app.click('Publish files', 'button');
  await app.find('Save pear.jpg', 'button');

  await app.click('Settings', 'button');
  await app.click('Connect a service', 'button');
  await app.click('Crafter Studio', 'radio');
  const violations = [...(await violationsOn(app, 'connecting a site'))];
  await app.click('Open the practice shop', 'button');
  await app.see('Practice shop is open.');
  await app.click('Waiting for approval', 'button');
  await app.see('Page about the');
  await app.see('Content is not approved for publishing.');
  await app.press('r');
  await app.see('Choose a reason, or write one.');
  await app.press('1');
  await app.press('r');
  await app.see('rejected.');
  expect(violations).toEqual([]);
});
