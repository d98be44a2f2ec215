import { join } from 'node:path';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { command, setUp } from './set-up.mjs';

await command(async () => {
  const passed = process.argv.slice(2);
  await setUp({
    system: [
      'browser',
      'certificates',
      ...((passed.includes('transfers') || passed.includes('kill')) && process.platform === 'linux'
        ? /** @type {const} */ (['ftp-server', 'ftp-peers'])
        : []),
    ],
  });
  const { code } = await run(projectNode(), [join(root, 'build', 'bench', 'bench.ts'), ...passed], {
    environment: projectEnvironment(),
  });
  return code;
});
