import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../errors/app-error.ts';
import { runProgram } from './run-program.ts';

/** Opens an https page in the person's browser. @throws AppError `not_https` (bug), `opener_missing` (person) */
export async function openPage(url: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new AppError('bug', 'not_https', 'Clipdesk opens only secure web pages.');
  }
  await open(
    new URL(url).href,
    platform,
    'The page could not be opened: no web browser answers on this computer.',
  );
}

/** Shows a file in the file manager (selected where the system can do that, else its folder). @throws AppError `opener_missing` (person) */
export async function showInFileManager(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform === 'darwin') {
    await run('open', ['-R', path]);
  } else if (platform === 'win32') {
    // Explorer answers 1 also when it did what was asked.
    await runProgram('explorer.exe', [`/select,${path}`]);
  } else {
    const folder = pathToFileURL(dirname(path)).href;
    await open(folder, platform, 'The folder could not be shown: no file manager answers on this computer.');
  }
}

async function open(target: string, platform: NodeJS.Platform, sentence: string): Promise<void> {
  if (platform === 'darwin') await run('open', [target], sentence);
  else if (platform === 'win32') await run('rundll32.exe', ['url.dll,FileProtocolHandler', target], sentence);
  else await run('xdg-open', [target], sentence);
}

async function run(
  program: string,
  args: readonly string[],
  sentence = 'The file manager of this computer did not answer.',
): Promise<void> {
  const { code } = await runProgram(program, args);
  if (code !== 0) throw new AppError('person', 'opener_missing', sentence);
}
