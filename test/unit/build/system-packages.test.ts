import { expect, test } from 'vitest';
import { planFor, unmetNeeds } from '../../../build/bootstrap/system-packages.mjs';

const nothing = { program: () => false, library: () => false, fonts: () => false };
const everything = { program: () => true, library: () => true, fonts: () => true };

const debianRoot = { platform: 'linux', debian: true, superuser: true } as const;
const debianUser = { platform: 'linux', debian: true, superuser: false } as const;
const fedora = { platform: 'linux', debian: false, superuser: true } as const;
const mac = { platform: 'darwin', debian: false, superuser: false } as const;

test('only what is missing is asked for', () => {
  const has = { ...everything, program: (...names: string[]) => !names.includes('Xvfb') };
  expect(unmetNeeds(['browser', 'screen', 'fonts', 'keychain'], has)).toEqual(['screen']);
  expect(unmetNeeds(['browser'], nothing)).toEqual(['browser']);
});

test('any known browser will do', () => {
  const has = { ...nothing, program: (...names: string[]) => names.includes('google-chrome-stable') };
  expect(unmetNeeds(['browser'], has)).toEqual([]);
});

test('with nothing missing nothing is done', () => {
  expect(planFor(unmetNeeds(['browser', 'screen'], everything), debianRoot)).toEqual({ kind: 'nothing' });
});

test('the superuser of Debian gets the packages installed', () => {
  expect(planFor(['browser', 'screen', 'keyring'], debianRoot)).toEqual({
    kind: 'install',
    packages: ['chromium', 'xvfb', 'gnome-keyring', 'dbus'],
  });
});

test('another user of Debian is told the very command', () => {
  const plan = planFor(['browser', 'screen'], debianUser);
  expect(plan).toMatchObject({ kind: 'tell', fatal: true });
  expect(plan.kind === 'tell' && plan.sentence).toContain('sudo apt-get install chromium xvfb');
});

test('what Clipdesk can do without does not stop it', () => {
  expect(planFor(['fonts', 'keychain'], debianUser)).toMatchObject({ kind: 'tell', fatal: false });
});

test('other systems are told what to look for', () => {
  const linux = planFor(['ftp-server'], fedora);
  expect(linux.kind === 'tell' && linux.sentence).toContain('vsftpd');
  const apple = planFor(['browser'], mac);
  expect(apple.kind === 'tell' && apple.sentence).toContain('Google Chrome');
});
