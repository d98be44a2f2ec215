import { expect, test } from 'vitest';
import type { App } from './driver/app.ts';
import { emptyFolder, openClipdesk } from './scene.ts';

/** How bright the window's ground is, 0 to 255. */
async function brightness(app: App): Promise<number> {
  const colour = String(await app.page.evaluate('getComputedStyle(document.body).backgroundColor'));
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

test('with no keychain in reach the person is told before anything secret is typed', async () => {
  const app = await openClipdesk();
  await app.see('No keychain answers on this computer.');
  await app.click('Connect Bright River Client token, session token and FTP login', 'button');
  await app.find('Connect a service', 'dialog');
  await app.see('Tokens and passwords are kept in memory until you close Clipdesk.');
});

test('the theme follows the system until one is chosen, and the choice survives a restart', async () => {
  const home = await emptyFolder();
  const app = await openClipdesk({ home });
  await app.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  expect(await brightness(app)).toBeLessThan(60);
  await app.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  expect(await brightness(app)).toBeGreaterThan(200);

  await app.click('Open the practice studio', 'button');
  await app.see('Drop a folder of photographs anywhere on this window');
  await app.press('Control+,');
  await app.click('Dark', 'radio');
  await app.wait('html[data-theme="dark"]');
  expect(await brightness(app)).toBeLessThan(60);
  await app.close();

  const again = await openClipdesk({ home });
  await again.wait('html[data-theme="dark"]');
  expect(await brightness(again)).toBeLessThan(60);
});
