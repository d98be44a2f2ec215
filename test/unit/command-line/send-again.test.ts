import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startFarApi } from '../../../build/bench/transfers/far-api.ts';
import { openDesk } from './clipdesk-process.ts';

const picture = join(import.meta.dirname, '../../fixtures/pictures/pear.jpg');
const ends: (() => Promise<unknown>)[] = [];
const idOf = z.looseObject({ id: z.string() });

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function farDesk() {
  const api = await startFarApi();
  ends.push(() => api.stop());
  api.expect({ ftp: 'ftp://127.0.0.1:1', files: () => Promise.resolve(new Map()) });
  const desk = await openDesk();
  ends.push(() => desk.stop());
  desk.environment = { CLIPDESK_CLIENT_TOKEN: 'client', CLIPDESK_SESSION_TOKEN: 'session' };
  await desk.run('account', 'add', 'bright-river', '--name', 'Far', '--api', api.address);
  const create = ['job', 'create', '--name', 'A', '--description', 'B', '--route', 'post', '--wait'];
  return { api, desk, create };
}

test(
  'a job whose answer was lost is held, not retried with the rest, and sent again by its id only',
  { timeout: 60_000 },
  async () => {
    const { api, desk, create } = await farDesk();

    api.loseNextJob();
    expect((await desk.run(...create, picture)).code).not.toBe(0);
    expect(api.jobs()).toBe(1);

    const retried = await desk.run('queue', 'retry');
    expect(retried.code).not.toBe(0);
    const held = retried.result.items?.find(({ state }) => state === 'held');
    expect(held?.kind).toBe('create-job');
    expect(held?.reason).toContain('Look there first');
    expect(api.jobs()).toBe(1);

    // Nothing failed: it is kept until somebody has looked.
    expect(retried.code).toBe(3);
    expect(held?.reason).toContain(`queue got-there ${idOf.parse(held).id} NUMBER`);

    const again = await desk.run('queue', 'send-again', idOf.parse(held).id);
    expect(again.code, again.text).toBe(0);
    expect(api.jobs()).toBe(2);
    expect(api.posted(api.latestJob()).map(({ name }) => name)).toEqual(['pear.jpg']);
    expect((await desk.run('queue', 'send-again', idOf.parse(held).id)).result.error?.code).toBe(
      'item_unknown',
    );
  },
);

test(
  'a job whose answer was lost is linked to the number somebody found, and its pictures go there',
  { timeout: 60_000 },
  async () => {
    const { api, desk, create } = await farDesk();
    api.loseNextJob();
    expect((await desk.run(...create, picture)).code).toBe(3);
    const { id } = idOf.parse(
      (await desk.run('queue', 'list')).result.items?.find(({ state }) => state === 'held'),
    );

    const report = join(desk.home, 'diagnostics.json');
    expect((await desk.run('diagnostics', '--to', report)).code).toBe(0);
    const told = await readFile(report, 'utf8');
    expect(told).toContain('outcome_unknown');
    expect(told).not.toContain(api.address);

    expect((await desk.run('queue', 'got-there', id)).result.error?.code).toBe('number_required');
    expect((await desk.run('queue', 'got-there', id, '999999')).code).not.toBe(0);
    const linked = await desk.run('queue', 'got-there', id, String(api.latestJob()));
    expect(linked.code, linked.text).toBe(0);
    expect(api.jobs()).toBe(1);
    expect(api.posted(api.latestJob()).map(({ name }) => name)).toEqual(['pear.jpg']);
    expect((await desk.run('job', 'list')).result.jobs?.[0]?.id).toBe(api.latestJob());
  },
);
