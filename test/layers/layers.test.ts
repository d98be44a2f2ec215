import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import configuration from '../../.dependency-cruiser.mjs';

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Runs the very tool and the very rules of `npm run layers` over the fixture: a tree that breaks each of them. */
function cruiseFixture(outputType: 'err' | 'json'): Promise<{ code: unknown; output: string }> {
  const root = resolve(import.meta.dirname, '..', '..');
  const tool = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const rules = ['--config', resolve(root, '.dependency-cruiser.mjs')];
  const types = ['--ts-config', resolve(root, 'tsconfig.json')];
  return new Promise((fulfil) => {
    execFile(
      process.execPath,
      [tool, ...rules, ...types, '--output-type', outputType, 'src'],
      { cwd: resolve(import.meta.dirname, 'fixture'), maxBuffer: 32 * 1024 * 1024 },
      (error, output) => fulfil({ code: error?.code ?? 0, output }),
    );
  });
}

const broken: Readonly<Record<string, string>> = {
  'no-cycles': 'src/main/services/first-of-two.ts',
  resolvable: 'src/main/services/leading-nowhere.ts',
  'contract-stands-alone': 'src/preload/contract/reaching-out.ts',
  'renderer-knows-the-contract': 'src/renderer/reaching-in.ts',
  'renderer-has-no-node': 'src/renderer/reading-files.ts',
  'preload-is-a-bridge': 'src/preload/reaching-in.ts',
  'ports-are-words': 'src/main/ports/knowing-services.ts',
  'ipc-knows-interfaces': 'src/main/ipc/knowing-services.ts',
  'queue-knows-ports': 'src/main/queue/knowing-services.ts',
  'services-know-ports': 'src/main/services/knowing-adapters.ts',
  'adapters-know-ports': 'src/main/adapters/two/knowing-another.ts',
  'uploads-choose-a-route': 'src/main/adapters/uploads/knowing-another.ts',
  'practice-stands-alone': 'src/main/practice/knowing-services.ts',
  'practice-is-a-far-end': 'src/main/services/knowing-practice.ts',
  'hosts-are-windows': 'src/main/hosts/two/knowing-another.ts',
  'only-composers-compose': 'src/main/command-line/composing.ts',
  'electron-in-its-host': 'src/main/services/knowing-electron.ts',
  'driver-in-its-host': 'src/main/services/driving.ts',
  'ship-what-is-used': 'src/main/services/not-shipped.ts',
  'every-file-has-a-layer': 'src/main/stray/even.ts',
};

test('a broken tree fails the check', async () => {
  const { code, output } = await cruiseFixture('err');
  expect(code).not.toBe(0);
  expect(output).toContain('dependency violations');
});

test('each rule finds what breaks it', async () => {
  const { output } = await cruiseFixture('json');
  const { violations } = report.parse(JSON.parse(output)).summary;
  for (const [rule, file] of Object.entries(broken)) {
    const found = violations.filter((violation) => violation.rule.name === rule);
    expect(
      found.map(({ from }) => from),
      rule,
    ).toContain(file);
  }
});

test('every rule has its place in the broken fixture', () => {
  const rules = (configuration.forbidden ?? []).map((rule) => rule.name);
  expect(Object.keys(broken).sort()).toEqual(rules.sort());
});
