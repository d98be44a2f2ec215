import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { exclusively } from '../../../build/bootstrap/exclusively.mjs';

const place = (): string => `/checkout/${String(process.pid)}/${crypto.randomUUID()}`;

test('two set-ups of one checkout take turns', async () => {
  const root = place();
  const seen: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await new Promise((done) => setImmediate(done));
    seen.push(`${name} ends`);
  };
  await Promise.all([
    exclusively(root, work('one')),
    exclusively(root, work('two')),
    exclusively(root, work('three')),
  ]);
  expect(seen).toHaveLength(6);
  for (let at = 0; at < seen.length; at += 2) {
    expect(seen[at + 1]).toBe(seen[at]?.replace('begins', 'ends'));
  }
});

test('a failed set-up gives the place free', async () => {
  const root = place();
  await expect(exclusively(root, () => Promise.reject(new Error('no network')))).rejects.toThrow(
    'no network',
  );
  expect(await exclusively(root, () => Promise.resolve('done'))).toBe('done');
});

test('a killed set-up gives the place free', async () => {
  const root = place();
  const module = pathToFileURL(resolve(import.meta.dirname, '../../../build/bootstrap/exclusively.mjs')).href;
  const script = `import(${JSON.stringify(module)}).then(({ exclusively }) => exclusively(${JSON.stringify(root)}, () => {
    process.stdout.write('mine');
    return new Promise(() => setInterval(() => undefined, 1000));
  }));`;
  const owner = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  const turn = exclusively(root, () => Promise.resolve('my turn'));
  owner.kill('SIGKILL');
  expect(await turn).toBe('my turn');
});
