import { join } from 'node:path';
import { ensureElectron } from './electron-binary.mjs';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { command, setUp } from './set-up.mjs';
import { openInChromium } from './window.mjs';

await command(async () => {
  await setUp({ system: ['fonts', 'keychain'] });
  const passed = process.argv.slice(2);
  if ((await ensureElectron(root)) === null) {
    say(
      'Electron cannot be downloaded here: this is the built application in Chromium, without live reload.',
    );
    return openInChromium(passed);
  }
  const superuser = process.platform === 'linux' && process.getuid?.() === 0;
  const { code } = await run(
    projectNode(),
    [
      join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
      'dev',
      '--watch',
      ...(superuser ? ['--noSandbox'] : []),
      ...passed,
    ],
    { folder: root, environment: projectEnvironment() },
  );
  return code;
});
