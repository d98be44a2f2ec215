import { ensureBundles } from '../bootstrap/bundles.mjs';
import { root } from '../bootstrap/project.mjs';
import { hasDisplay, startVirtualDisplay } from '../bootstrap/virtual-display.mjs';

/** The end-to-end tests run the built bundles, on the screen there is or on a virtual one of their own. */
export default async function setUpEndToEnd(): Promise<(() => Promise<void>) | undefined> {
  await ensureBundles(root);
  if (hasDisplay()) return undefined;
  const display = await startVirtualDisplay();
  process.env['DISPLAY'] = display.name;
  return async () => {
    delete process.env['DISPLAY'];
    await display.stop();
  };
}
