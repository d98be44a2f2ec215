import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { command, setUp } from './set-up.mjs';

const commandLine = join(root, 'out', 'main', 'cli.js');
const passed = process.argv.slice(2);

await command(async () => {
  await setUp({ system: [] });
  // Once the dependencies are there npm already starts this script on the project's Node: the command line then is
  // this very process, and a signal meant for it reaches it.
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    process.argv = [process.execPath, commandLine, ...passed];
    await import(pathToFileURL(commandLine).href);
    return Number(process.exitCode ?? 0);
  }
  const { code } = await run(projectNode(), [commandLine, ...passed], { environment: projectEnvironment() });
  return code;
});
