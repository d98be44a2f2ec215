import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/main/adapters/bright-river/operations.ts';
import { usage } from '../../../src/main/command-line/usage.ts';
import { meetingPlaces } from './meeting-places.ts';

const root = join(import.meta.dirname, '../../..');
const document = join(root, 'docs/api-coverage.md');
const features = 'src/renderer/features';

const names = Object.keys(operations) as (keyof typeof operations)[];

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The whole document, laid out as every other file of the project. */
async function expected(): Promise<string> {
  const rows = names.map((name) => {
    const { method, path, document } = operations[name];
    const { screen, component, command } = meetingPlaces[name];
    return row([
      `\`${method} ${path}\``,
      document,
      `\`${name}\``,
      `${screen} (\`${component}\`)`,
      `\`clipdesk ${command}\``,
    ]);
  });
  const text = [
    '# Bright River operations in Clipdesk',
    '',
    'Written by `test/unit/docs/api-coverage.test.ts` from `src/main/adapters/bright-river/operations.ts`; never by hand.',
    '`UPDATE_DOCS=1 npm run test:unit -- test/unit/docs` writes it anew.',
    '',
    `${names.length} operations: the 21 of the \`/jobs\` document, \`POST /reject\` of the \`/reject\` document, and`,
    '`GET /accounts/me/rejecttypes`, which the first one mentions. Methods are those of `BrightRiverApi`; screens are',
    `components below \`${features}\`.`,
    '',
    row(['Operation', 'Document', 'Method', 'Screen', 'Command']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
  return format(text, { parser: 'markdown' });
}

/** All lines of the usage that begin with the command's first word and hold its second: `job close` in `job show | close N`. */
function isCommand(command: string): boolean {
  const [first = '', second = ''] = command.split(' ');
  return usage
    .split('\n')
    .map((line) => line.trim().split(/[\s|[\]]+/))
    .some((words) => words[0] === first && words.includes(second));
}

async function sources(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
}

describe('docs/api-coverage.md', () => {
  test('is in step with the code', async () => {
    const text = await expected();
    if (process.env['UPDATE_DOCS'] === '1') {
      await mkdir(join(root, 'docs'), { recursive: true });
      await writeFile(document, text);
    }
    expect(await readFile(document, 'utf8')).toBe(text);
  });

  test('holds each documented operation once', () => {
    const lines = names.map((name) => `${operations[name].method} ${operations[name].path}`);
    expect(new Set(lines).size).toBe(lines.length);
    const from = (page: string): number => names.filter((name) => operations[name].document === page).length;
    expect([from('/jobs'), from('/reject')]).toEqual([22, 1]);
  });

  test.each(names)('%s: its screen is there', (name) => {
    expect(existsSync(join(root, features, meetingPlaces[name].component))).toBe(true);
  });

  test.each(names)('%s: its command is there', (name) => {
    expect(isCommand(meetingPlaces[name].command), `clipdesk ${meetingPlaces[name].command}`).toBe(true);
  });

  test('every method is called by a service, so that screens and commands reach it', async () => {
    const code = (await sources(join(root, 'src/main/services'))).join('\n');
    const unused = names.filter((name) => !new RegExp(`\\.${name}\\(`).test(code));
    expect(unused).toEqual([]);
  });
});
