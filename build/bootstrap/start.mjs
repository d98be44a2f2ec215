import { ensureElectron } from './electron-binary.mjs';
import { root } from './project.mjs';
import { say } from './say.mjs';
import { command, setUp } from './set-up.mjs';
import { hasDisplay } from './virtual-display.mjs';
import { guidedTour, openInChromium, openInElectron } from './window.mjs';

await command(async () => {
  const passed = process.argv.slice(2);
  if (!hasDisplay()) {
    await setUp({ system: ['browser', 'screen', 'fonts', 'keychain'] });
    say('There is no display here: Clipdesk gives its guided tour on a virtual screen.');
    return guidedTour(passed);
  }
  await setUp({ system: ['fonts', 'keychain'] });
  const electron = await ensureElectron(root);
  if (electron !== null) return openInElectron(electron, passed);
  say('Electron cannot be downloaded here, so Clipdesk opens in the Chromium that is installed.');
  return openInChromium(passed);
});
