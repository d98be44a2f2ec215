import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { extractAll } from '@electron/asar';

/** What every packaged application has. */
const expected = [
  'package.json',
  'out/main/index.js',
  'out/main/app.js',
  'out/main/compare-worker.js',
  'out/main/inspect-worker.js',
  'out/main/look-worker.js',
  'out/main/register-worker.js',
  'out/main/practice-worker.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
];

/** Words that only code for driving a browser has in it. */
const driverWords = [/puppeteer/i, /Input\.dispatchDragEvent/, /Fetch\.fulfillRequest/, /remote-debugging-p/];

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/**
 * What is wrong with the contents of a packed application: parts that are missing, and development tools that got in.
 * @param files paths relative to the application folder
 * @param developmentPackages names that must not be among its `node_modules`
 * @param read text of one of the files
 * @returns one sentence per fault; empty when all is well
 */
export async function faultsOfBundle(
  files: readonly string[],
  developmentPackages: readonly string[],
  read: (file: string) => Promise<string>,
): Promise<string[]> {
  const has = (prefix: string): boolean => files.some((file) => file.startsWith(prefix));
  const faults = expected.filter((file) => !files.includes(file)).map((file) => `${file} is missing.`);
  if (!has('out/main/samples/')) faults.push("The practice studio's photographs are missing.");
  for (const native of ['sharp', 'keytar']) {
    if (!has(`node_modules/${native}/`)) faults.push(`The package ${native} is missing.`);
  }
  if (!files.some((file) => file.startsWith('node_modules/') && file.endsWith('.node'))) {
    faults.push('There are no native modules.');
  }
  for (const file of files.filter(
    (name) => /(^|\/)chromium(\.js|-[^/]*\.js)$/.test(name) && has('out/main/'),
  )) {
    if (file.startsWith('out/')) faults.push(`${file} belongs to the Chromium host.`);
  }
  for (const name of developmentPackages) {
    if (has(`node_modules/${name}/`)) faults.push(`The development package ${name} is in the bundle.`);
  }
  for (const file of files.filter((name) => name.startsWith('out/') && /\.c?js$/.test(name))) {
    const text = await read(file);
    for (const word of driverWords) {
      if (word.test(text)) faults.push(`${file} contains code that drives a browser (${word.source}).`);
    }
  }
  return faults;
}

/**
 * Takes a packed application apart and looks at what is in it.
 * @param archive its `app.asar`; what lies in `app.asar.unpacked` is put back in its place
 * @param folder where it is taken apart to
 * @param developmentPackages names that must not be in it
 * @returns one sentence per fault
 */
export async function takeApart(
  archive: string,
  folder: string,
  developmentPackages: readonly string[],
): Promise<string[]> {
  extractAll(archive, folder);
  const files = await filesBelow(folder);
  return faultsOfBundle(files, developmentPackages, (file) => readFile(join(folder, file), 'utf8'));
}
