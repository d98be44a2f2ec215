import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { busAnswers, sessionBusSocket } from '../../../../src/main/adapters/keychain/session-bus.ts';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';

const session = resolve(import.meta.dirname, '../../../servers/keychain-session.ts');
const run = promisify(execFile);

const credentials = {
  kind: 'bright-river',
  clientToken: 'client-0f8fad5b',
  sessionToken: 'session-d9cb469f',
  ftpUser: 'studio',
  ftpPassword: 'pässword with "quotes"',
};

let home = '';
let servers: Server[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-keychain-'));
  await mkdir(join(home, 'run'), { mode: 0o700 });
});

afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  servers = [];
  await rm(home, { recursive: true, force: true });
});

/** Runs the steps in a process of its own, whose home, runtime and data folders are ours. */
async function inSession(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown[]> {
  const [program = '', ...args] = command;
  const { stdout } = await run(program, args, {
    cwd: home,
    timeout: 30_000,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_RUNTIME_DIR: join(home, 'run'),
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      ...env,
    },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const steps = (...list: string[]) => [process.execPath, session, ...list];
const unlocked = (...list: string[]) => [
  'dbus-run-session',
  '--',
  ...steps('--unlock', 'keyring password', ...list),
];

/** Everything below the home folder, as one text. */
async function everythingWritten(): Promise<string> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('a real keyring keeps sign-ins over restarts, and no file shows them', async () => {
  expect(await inSession(unlocked('read', JSON.stringify(credentials), 'read'))).toEqual([
    null,
    'written',
    credentials,
    { kind: 'keychain', reasons: [] },
  ]);
  expect(await inSession(unlocked('read'))).toEqual([credentials, { kind: 'keychain', reasons: [] }]);
  const written = await everythingWritten();
  expect(written).not.toBe('');
  for (const secret of Object.values(credentials)) expect(written).not.toContain(secret);
  expect(await inSession(unlocked('remove', 'read'))).toEqual([
    'removed',
    null,
    { kind: 'keychain', reasons: [] },
  ]);
});

test.runIf(onLinux)('a keyring that nobody unlocks: kept in memory, said so, never in a file', async () => {
  const lines = await inSession(['dbus-run-session', '--', ...steps(JSON.stringify(credentials), 'read')]);
  expect(lines[1]).toEqual(credentials);
  expect(lines[2]).toMatchObject({ kind: 'memory' });
  const written = await everythingWritten();
  for (const secret of Object.values(credentials)) expect(written).not.toContain(secret);
});

test.runIf(onLinux)('with no keychain service nothing is written to any file', async () => {
  const lines = await inSession(steps(JSON.stringify(credentials), 'read', 'remove', 'read'));
  expect(lines).toMatchObject(['written', credentials, 'removed', null, { kind: 'memory' }]);
  expect(await everythingWritten()).toBe('');
});

test.runIf(onLinux)(
  'a session bus that takes connections and says nothing does not hang Clipdesk',
  async () => {
    const socket = join(home, 'run', 'bus');
    const server = createServer((connection) => connection.on('error', () => undefined).resume());
    servers.push(server);
    await new Promise<void>((done) => server.listen(socket, done));
    const lines = await inSession(steps(JSON.stringify(credentials), 'read'));
    expect(lines).toMatchObject([
      'written',
      credentials,
      { kind: 'memory', reasons: [expect.stringContaining('does not answer')] },
    ]);
  },
);

test.runIf(onLinux)('a bus that is not there, or refuses, is no bus', async () => {
  expect(await busAnswers(join(home, 'nothing'), 1_000, systemClock, 0)).toBe(false);
  const socket = join(home, 'refusing');
  const server = createServer((connection) => void connection.resume().end('REJECTED EXTERNAL\r\n'));
  servers.push(server);
  await new Promise<void>((done) => server.listen(socket, done));
  expect(await busAnswers(socket, 1_000, systemClock, 0)).toBe(false);
});

test.each([
  [{}, null],
  [{ XDG_RUNTIME_DIR: '/run/user/1000' }, join('/run/user/1000', 'bus')],
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/my%20bus,guid=12' }, '/tmp/my bus'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-1,guid=12' }, '\0/tmp/dbus-1'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=h,port=1;unix:path=/b' }, '/b'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:', XDG_RUNTIME_DIR: '/run' }, null],
])('the bus of %o is %s', (env, socket) => {
  expect(sessionBusSocket(env)).toBe(socket);
});
