import { runProgram } from './run-program.ts';

export type ChooserKind = 'folder' | 'files';

/** What a program answered: the paths chosen (none when the person closed it), or that it could not be shown. */
export type Chosen =
  { readonly kind: 'chosen'; readonly paths: readonly string[] } | { readonly kind: 'no-program' };

/** The system's own dialog by a program of its own; titles and paths are arguments, never part of a command line. */
export async function chooseByProgram(
  kind: ChooserKind,
  title: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<Chosen> {
  for (const [program, args] of programs(kind, title, env, platform)) {
    const { code, output } = await runProgram(program, args);
    if (code === null) continue;
    const paths = code === 0 ? output.split('\n').map((line) => line.replace(/\r$/, '')) : [];
    return { kind: 'chosen', paths: paths.filter((path) => path !== '') };
  }
  return { kind: 'no-program' };
}

type Command = readonly [program: string, args: readonly string[]];

function programs(
  kind: ChooserKind,
  title: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly Command[] {
  const zenityArguments = [
    '--file-selection',
    `--title=${title}`,
    ...(kind === 'folder' ? ['--directory'] : ['--multiple', '--separator=\n']),
  ];
  // Any program that takes zenity's options and prints paths.
  const named = env['CLIPDESK_CHOOSER'];
  if (named !== undefined && named !== '') return [[named, zenityArguments]];
  if (platform === 'darwin') return [['osascript', appleScript(kind, title)]];
  if (platform === 'win32') return [['powershell.exe', powerShell(kind)]];
  return [
    ['zenity', zenityArguments],
    [
      'kdialog',
      kind === 'folder'
        ? ['--title', title, '--getexistingdirectory', '.']
        : ['--title', title, '--multiple', '--separate-output', '--getopenfilename', '.'],
    ],
  ];
}

function appleScript(kind: ChooserKind, title: string): readonly string[] {
  const choose =
    kind === 'folder'
      ? 'set chosen to {choose folder with prompt (item 1 of argv)}'
      : 'set chosen to choose file with prompt (item 1 of argv) with multiple selections allowed';
  const lines = [
    'on run argv',
    choose,
    'set output to ""',
    'repeat with one in chosen',
    'set output to output & POSIX path of one & linefeed',
    'end repeat',
    'return output',
    'end run',
  ];
  return [...lines.flatMap((line) => ['-e', line]), title];
}

function powerShell(kind: ChooserKind): readonly string[] {
  const dialog =
    kind === 'folder'
      ? '$d = New-Object System.Windows.Forms.FolderBrowserDialog; if ($d.ShowDialog() -eq "OK") { $d.SelectedPath }'
      : '$d = New-Object System.Windows.Forms.OpenFileDialog; $d.Multiselect = $true; if ($d.ShowDialog() -eq "OK") { $d.FileNames }';
  const script = `[Console]::OutputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Windows.Forms; ${dialog}`;
  return ['-NoProfile', '-STA', '-Command', script];
}
