import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killWholeJobs } from '../../build/bench/kill/kill.ts';

test.each(['cli', 'window'] as const)(
  'whole jobs by the %s, ended the hard way at any instant: nothing is lost, nothing is done twice',
  { timeout: 300_000 },
  async (host) => {
    // Another one every time; the failure names it, and `npm run bench -- kill --seed N` repeats it.
    const seed = Math.floor(Math.random() * 1_000_000_000);
    const home = await mkdtemp(join(tmpdir(), 'clipdesk-killed-'));
    onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    await chmod(home, 0o755);
    const [found] = await killWholeJobs(
      home,
      { hosts: [host], instants: 5 },
      { seed, signal: new AbortController().signal, say: () => undefined },
    );
    expect(found, `seed ${String(seed)}`).toMatchObject({
      kills: 5,
      lost: 0,
      twice: 0,
      damaged: 0,
      troubles: [],
    });
  },
);
