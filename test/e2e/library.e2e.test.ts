import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startBlendVision } from '../../src/main/practice/blendvision/blendvision-stand-in.ts';
import { violationsOn } from './axe.ts';
import { openClipdesk, shoot } from './scene.ts';

test('three pictures are published; one is cancelled half way, and no part of it is sent after that', async () => {
  const service = await startBlendVision({ partSize: 4_000 });
  onTestFinished(() => service.stop());
  const app = await openClipdesk();
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.click('BlendVision', 'radio');
  await app.fill('Name', 'Shop');
  await app.fill('Address', service.api);
  await app.fill('Organisation id', service.organisationId);
  await app.fill('API token', service.token);
  await app.press('Control+Enter');
  await app.see('Shop is connected.');
  await app.click('Library', 'button');
  await app.see('Nothing of this type yet');
  const violations = [...(await violationsOn(app, 'an empty library'))];

  // The lamp stops after two parts until it is cancelled.
  const waiting: (() => void)[] = [];
  let lampParts = 0;
  service.onPart(({ name }) => {
    if (name !== 'lamp-sage.jpg') return;
    lampParts += 1;
    if (lampParts > 2) return new Promise((resolve) => waiting.push(resolve));
    return;
  });
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
  for (const go of waiting) go();

  expect(
    service.uploads
      .map(({ name, state }) => `${name} ${state}`)
      .sort((one, other) => one.localeCompare(other)),
  ).toEqual(['lamp-sage.jpg cancelled', 'mug-speckle.jpg complete', 'pear.jpg complete']);
  expect(service.calls.filter((call) => call === 'part')).toHaveLength(parts);
  expect(violations).toEqual([]);
});
