import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { root } from './project.mjs';
import { run } from './run.mjs';
import { say, SetUpError } from './say.mjs';

/**
 * Debian's FTP servers exclude each other and start by themselves when they are installed: those that are only tried
 * against are unpacked here instead.
 */
export const serversFolder = join(root, 'node_modules', '.cache', 'ftp-servers');

const packages = ['proftpd-core', 'proftpd-mod-crypto', 'pure-ftpd', 'pure-ftpd-common', 'nginx'];
const programs = [
  'usr/sbin/proftpd',
  'usr/lib/proftpd/mod_tls.so',
  'usr/sbin/pure-ftpd',
  'usr/bin/pure-pw',
  'usr/sbin/nginx',
];

/** @param {string} folder */
const isComplete = (folder) => programs.every((program) => existsSync(join(folder, program)));

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} [folder]
 * @returns {Promise<string>} what it said
 */
async function system(program, parameters, folder) {
  const { code, output } = await run(program, parameters, {
    show: 'capture',
    ...(folder === undefined ? {} : { folder }),
  });
  if (code !== 0)
    throw new SetUpError(`${output.trim()}\nThe FTP servers for the tests could not be fetched.`);
  return output;
}

/** The libraries the servers need and the system lacks: their names differ from one Debian to the next. */
async function missingLibraries() {
  const options = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
  const tree = await system('apt-cache', [
    'depends',
    '--recurse',
    ...options.map((option) => `--no-${option}`),
    ...packages,
  ]);
  const names = new Set(tree.split('\n').filter((line) => /^lib[a-z0-9.+-]+$/.test(line)));
  const known = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], {
    show: 'capture',
  });
  const installed = new Set(
    known.output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return [...names].filter((name) => !installed.has(name));
}

/**
 * Fetches and unpacks the FTP servers the tests run against, once per checkout.
 * @throws {SetUpError} where that is not possible
 */
export async function ensureFtpServers() {
  if (isComplete(serversFolder)) return;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) {
    throw new SetUpError(
      'The tests against ProFTPD and Pure-FTPd take these servers from Debian’s packages.',
    );
  }
  await exclusively(root, async () => {
    if (isComplete(serversFolder)) return;
    say('Fetching the FTP servers for the tests …');
    mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
    const work = mkdtempSync(join(root, 'node_modules', '.cache', 'ftp-servers-'));
    try {
      if (process.getuid?.() === 0) await run('apt-get', ['-qq', 'update'], { show: 'capture' });
      await system('apt-get', ['-qq', 'download', ...packages, ...(await missingLibraries())], work);
      for (const file of readdirSync(work).filter((name) => name.endsWith('.deb')))
        await system('dpkg', ['-x', join(work, file), join(work, 'unpacked')]);
      rmSync(serversFolder, { recursive: true, force: true });
      renameSync(join(work, 'unpacked'), serversFolder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  if (!isComplete(serversFolder)) throw new SetUpError('The FTP servers for the tests are not complete.');
}
