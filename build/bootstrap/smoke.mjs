import { join } from 'node:path';
import { installedElectron } from './electron-binary.mjs';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { command, setUp } from './set-up.mjs';
import { hasDisplay } from './virtual-display.mjs';

await command(async () => {
  if (installedElectron(root) === null) {
    process.stdout.write('not run: no Electron binary\n');
    return 0;
  }
  await setUp({ system: hasDisplay() ? ['certificates'] : ['screen', 'certificates'] });
  const { code } = await run(
    projectNode(),
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'e2e', ...process.argv.slice(2)],
    { folder: root, environment: { ...projectEnvironment(), CLIPDESK_TEST_HOST: 'electron' } },
  );
  return code;
});
