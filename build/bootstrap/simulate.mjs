import { join } from 'node:path';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { command, setUp } from './set-up.mjs';

await command(async () => {
  await setUp({ system: [], bundles: false });
  const { code } = await run(
    projectNode(),
    ['--no-warnings', join(root, 'test', 'simulation', 'simulate.ts'), ...process.argv.slice(2)],
    { environment: projectEnvironment() },
  );
  return code;
});
