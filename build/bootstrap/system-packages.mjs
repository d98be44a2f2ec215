import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';
import { say, SetUpError } from './say.mjs';

/**
 * Something Clipdesk needs from the system, not from npm.
 * @typedef {'browser' | 'screen' | 'fonts' | 'keychain' | 'keyring' | 'ftp-server' | 'ftp-peers' | 'certificates' | 'tracer'} Need
 *
 * @typedef {object} Recipe
 * @property {readonly string[]} packages on Debian and Ubuntu
 * @property {string} purpose completes "needed for …"
 * @property {boolean} needed false: Clipdesk runs without it, and does less
 * @property {(has: Probe) => boolean} present whether the system has it
 *
 * What a system has, asked in a way tests can answer.
 * @typedef {object} Probe
 * @property {(...names: string[]) => boolean} program whether one of the programs is in the path (or a usual place)
 * @property {(name: string) => boolean} library whether a shared library is installed
 * @property {() => boolean} fonts whether there is a text face besides the bitmap ones
 */

/** Browsers that can be Clipdesk's window: the ones its Chromium host looks for. */
export const browserPrograms = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

/** @type {Readonly<Record<Need, Recipe>>} */
export const recipes = {
  browser: {
    packages: ['chromium'],
    purpose: 'the window where there is no Electron',
    needed: true,
    present: (has) => has.program(...browserPrograms),
  },
  screen: {
    packages: ['xvfb'],
    purpose: 'a screen where there is none',
    needed: true,
    present: (has) => has.program('Xvfb'),
  },
  fonts: {
    packages: ['fonts-inter'],
    purpose: 'readable text in the window',
    needed: false,
    present: (has) => has.fonts(),
  },
  keychain: {
    packages: ['libsecret-1-0'],
    purpose: 'keeping passwords in the keychain',
    needed: false,
    present: (has) => has.library('libsecret-1.so.0'),
  },
  keyring: {
    packages: ['gnome-keyring', 'dbus'],
    purpose: 'the test against a real keychain',
    needed: true,
    present: (has) => has.program('gnome-keyring-daemon') && has.program('dbus-run-session'),
  },
  'ftp-server': {
    packages: ['vsftpd'],
    purpose: 'the tests against a real FTP server',
    needed: true,
    present: (has) => has.program('vsftpd'),
  },
  'ftp-peers': {
    packages: ['lftp', 'rclone', 'curl'],
    purpose: 'the programs Clipdesk is measured against',
    needed: true,
    present: (has) => has.program('lftp') && has.program('rclone') && has.program('curl'),
  },
  certificates: {
    packages: ['openssl'],
    purpose: "the test servers' certificates",
    needed: true,
    present: (has) => has.program('openssl'),
  },
  tracer: {
    packages: ['strace'],
    purpose: 'the test that what counts as kept was written through to the disk',
    needed: true,
    present: (has) => has.program('strace'),
  },
};

/**
 * The needs the system does not meet.
 * @param {readonly Need[]} needs
 * @param {Probe} has
 * @returns {Need[]}
 */
export function unmetNeeds(needs, has) {
  return needs.filter((need) => !recipes[need].present(has));
}

/**
 * What to do about unmet needs.
 * @typedef {{ kind: 'nothing' }
 *   | { kind: 'install', packages: string[] }
 *   | { kind: 'tell', sentence: string, fatal: boolean }} Plan
 *
 * @param {readonly Need[]} unmet
 * @param {object} machine
 * @param {NodeJS.Platform} machine.platform
 * @param {boolean} machine.debian Debian, Ubuntu or another system with apt-get
 * @param {boolean} machine.superuser whether packages may be installed
 * @returns {Plan}
 */
export function planFor(unmet, machine) {
  if (unmet.length === 0) return { kind: 'nothing' };
  const packages = unmet.flatMap((need) => recipes[need].packages);
  if (machine.debian && machine.superuser) return { kind: 'install', packages };
  const fatal = unmet.some((need) => recipes[need].needed);
  const purposes = unmet.map((need) => recipes[need].purpose).join(', ');
  const sentence = machine.debian
    ? `Missing: ${purposes}. Install it with: sudo apt-get install ${packages.join(' ')}`
    : machine.platform === 'linux'
      ? `Missing: ${purposes}. Install your distribution's packages for: ${packages.join(', ')}`
      : `Missing: ${purposes}. Install Google Chrome or Chromium and try again.`;
  return { kind: 'tell', sentence, fatal };
}

/**
 * Applications that are not in the path where the platform installs them.
 * @returns {string[]}
 */
function usualBrowserPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
      const folder = process.env[variable];
      if (folder === undefined) return [];
      return [
        join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(folder, 'Chromium', 'Application', 'chrome.exe'),
        join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ];
    });
  }
  return ['/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/**
 * This machine. `CLIPDESK_CHROMIUM` names a browser that is installed somewhere else.
 * @type {Probe}
 */
export const thisMachine = {
  program: (...names) => {
    const named = process.env['CLIPDESK_CHROMIUM'];
    if (names.includes('chromium') && named !== undefined && existsSync(named)) return true;
    // Servers live in /usr/sbin, which an ordinary user's path leaves out.
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
    if (folders.some((folder) => names.some((name) => existsSync(join(folder, name))))) return true;
    return names.includes('chromium') && usualBrowserPlaces().some((place) => existsSync(place));
  },
  library: (name) =>
    process.platform !== 'linux' ||
    ['/usr/lib', '/lib', '/usr/lib64', '/usr/local/lib']
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => [
        folder,
        ...readdirSync(folder)
          .filter((entry) => entry.includes('-linux-gnu'))
          .map((entry) => join(folder, entry)),
      ])
      .some((folder) => existsSync(join(folder, name))),
  fonts: () =>
    process.platform !== 'linux' ||
    [
      '/usr/share/fonts/opentype',
      '/usr/share/fonts/truetype',
      '/usr/share/fonts/TTF',
      '/usr/share/fonts/OTF',
    ].some((folder) => existsSync(folder) && readdirSync(folder).length > 0),
};

function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

/**
 * @param {readonly Need[]} unmet
 * @returns {Promise<string>} what the package manager had to say
 */
async function installPackages(unmet) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} parameters */
  const apt = (...parameters) =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', ...parameters], { environment, show: 'capture' });
  /** @param {readonly Need[]} needs */
  const install = (needs) =>
    apt('install', '-y', '--no-install-recommends', ...needs.flatMap((need) => recipes[need].packages));

  const update = await apt('update');
  let installed = await install(unmet);
  const indispensable = unmet.filter((need) => recipes[need].needed);
  // One unknown name makes apt-get install nothing at all: then at least what cannot be done without.
  if (installed.code !== 0 && indispensable.length < unmet.length) installed = await install(indispensable);
  if (unmet.includes('ftp-server') && existsSync('/run/systemd/system')) {
    // Debian starts a server as soon as it is installed; the tests start their own, and only theirs is wanted.
    await run('systemctl', ['disable', '--now', 'vsftpd'], { show: 'capture' });
  }
  return `${update.code === 0 ? '' : update.output}${installed.output}`.trim();
}

/**
 * Installs what is missing where that is allowed; elsewhere says exactly what to install.
 * @param {readonly Need[]} needs
 * @throws {SetUpError} when something is missing that the command cannot do without
 */
export async function ensureSystemPackages(needs) {
  const unmet = unmetNeeds(needs, thisMachine);
  const plan = planFor(unmet, {
    platform: process.platform,
    debian: isDebian(),
    superuser: process.getuid?.() === 0,
  });
  switch (plan.kind) {
    case 'nothing':
      return;
    case 'tell':
      if (plan.fatal) throw new SetUpError(plan.sentence);
      say(plan.sentence);
      return;
    case 'install': {
      say(`Installing system packages: ${plan.packages.join(' ')} …`);
      const words = await installPackages(unmet);
      const left = unmetNeeds(needs, thisMachine);
      if (left.length === 0) return;
      const told = planFor(left, { platform: process.platform, debian: true, superuser: false });
      if (told.kind !== 'tell') return;
      const sentence = `${words}\nThe system packages could not be installed. ${told.sentence}`;
      if (told.fatal) throw new SetUpError(sentence);
      say(sentence);
    }
  }
}
