import { join } from 'node:path';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { command, setUp } from './set-up.mjs';
import { hasDisplay } from './virtual-display.mjs';

await command(async () => {
  await setUp({ system: hasDisplay() ? ['browser', 'fonts'] : ['browser', 'screen', 'fonts'] });
  const script = join(root, 'build', 'packaging', 'package.ts');
  const { code } = await run(projectNode(), [script, ...process.argv.slice(2)], {
    folder: root,
    environment: projectEnvironment(),
  });
  return code;
});
