import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { UNMET } from '../../../src/main/hosts/unmet-failures.ts';

const source = join(import.meta.dirname, '../../../src/main');

/** A program of its own, because a failure that nobody meets is met by the test runner here. */
const program = `
import { AppError } from ${JSON.stringify(pathToFileURL(join(source, 'errors/app-error.ts')).href)};
import { outliveUnmetFailures } from ${JSON.stringify(pathToFileURL(join(source, 'hosts/unmet-failures.ts')).href)};
const print = (level) => (message, facts) => console.log(JSON.stringify({ level, message, facts }));
outliveUnmetFailures({ info: print('info'), warn: print('warn'), error: print('error') });
Promise.reject(new AppError('retry', 'hash_ended', 'Sending of secret.jpg was interrupted.'));
Promise.reject('a word');
setImmediate(() => console.log('still there'));
`;

test('a failure nobody met is kept in the log, without its sentence, and ends nothing', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '--eval',
    program,
  ]);
  const lines = stdout.trim().split('\n');
  expect(lines.pop()).toBe('still there');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      level: 'error',
      message: UNMET,
      facts: { code: 'hash_ended', action: 'retry', place: expect.stringMatching(/:\d+:\d+$/) as string },
    },
    { level: 'error', message: UNMET, facts: { code: 'unexpected', action: 'bug', place: null } },
  ]);
});
