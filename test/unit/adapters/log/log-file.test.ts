import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../../../src/main/adapters/log/log-file.ts';
import { createRedactor } from '../../../../src/main/adapters/log/redactor.ts';

let folder = '';
const clock = { now: () => Date.UTC(2026, 0, 2), after: () => () => undefined };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-log-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('a line is JSON with its time, and only its owner can read it', async () => {
  const log = openLogFile({ folder: join(folder, 'deep', 'er'), clock, redactor: createRedactor() });
  log.info('Started', { jobs: 3 });
  const path = join(folder, 'deep', 'er', 'clipdesk.log');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    at: '2026-01-02T00:00:00.000Z',
    level: 'info',
    message: 'Started',
    facts: { jobs: 3 },
  });
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
});

test('secrets do not reach the disk, not even in a line that is cut', async () => {
  const redactor = createRedactor();
  redactor.add('tok-123456');
  const log = openLogFile({ folder, clock, redactor });
  log.warn('Refused tok-123456', { header: 'tok-123456' });
  log.error(`tok-123456 ${'x'.repeat(100_000)}`);
  const text = await readFile(join(folder, 'clipdesk.log'), 'utf8');
  expect(text).not.toContain('tok-123456');
  expect(text.split('\n')).toHaveLength(3);
  expect(text.length).toBeLessThan(4_000);
});

test('the log is bounded: old parts go, the newest lines stay, also over restarts', async () => {
  for (let start = 0; start < 3; start += 1) {
    const log = openLogFile({ folder, clock, redactor: createRedactor(), partSize: 2_000, olderParts: 2 });
    for (let line = 0; line < 100; line += 1) log.info(`Line ${String(start)}-${String(line)}`);
  }
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['clipdesk.1.log', 'clipdesk.2.log', 'clipdesk.log']);
  for (const name of names) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(2_000);
  expect(await readFile(join(folder, 'clipdesk.log'), 'utf8')).toContain('Line 2-99');
});

test('a folder that cannot be written never stops the work', async () => {
  const blocked = join(folder, 'file');
  await writeFile(blocked, '');
  const log = openLogFile({ folder: blocked, clock, redactor: createRedactor() });
  expect(() => log.error('Nobody hears this')).not.toThrow();
});
