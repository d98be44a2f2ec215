import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';
import { launch } from '../../../test/e2e/driver/launch.ts';
import setUpEndToEnd from '../../testing/end-to-end-set-up.ts';
import type { BenchOptions } from '../options.ts';
import type { MeasuredRow } from '../rows.ts';
import { startFarRoom } from './far-room.ts';
import { coldRow, walkRow } from './large-pictures.ts';
import { manyPictureRows } from './many-pictures.ts';
import { pageMeasures } from './page-measures.ts';
import { request } from './room-page.ts';
import { largePictures, usualPictures } from './room-pictures.ts';

const jobs = { many: 21, walk: 22, cold: 23 } as const;
/** How many pictures each has, how often what is timed is repeated, and for how many seconds the check is watched. */
const whole = { many: 2000, steps: 40, walk: 500, cold: 24, rounds: 5, watch: 45 } as const;
const quick = { many: 2000, steps: 10, walk: 25, cold: 24, rounds: 2, watch: 15 } as const;

/** Measures the built window on a service of the bench’s own: `many`, `cold` and `walk`, or those `wanted`. */
export async function roomRows(
  options: BenchOptions,
  wanted: (part: keyof typeof jobs) => boolean,
): Promise<readonly MeasuredRow[]> {
  const plan = options.quick ? quick : whole;
  options.say('Making pictures for the review room …');
  const seed = options.seed % 1_000_000;
  const usual = wanted('many')
    ? await Promise.all([0, 1, 2, 3, 4, 5].map((index) => usualPictures(seed + index)))
    : [];
  const big =
    wanted('walk') || wanted('cold') ? [await largePictures(seed), await largePictures(seed + 1)] : [];
  const far = await startFarRoom(
    new Map([
      [jobs.many, { count: plan.many, kinds: usual }],
      [jobs.walk, { count: plan.walk, kinds: big }],
      [jobs.cold, { count: plan.cold, kinds: big }],
    ]),
  );
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-room-'));
  const tearDown = await setUpEndToEnd();
  let app: App | null = null;
  try {
    app = await launch({ home, env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } });
    await app.page.setViewport({ width: 1440, height: 900 });
    await app.wait('main');
    await app.page.evaluate(pageMeasures);
    const account = z.object({ id: z.string() }).parse(
      await request(app, 'accounts.addBrightRiver', {
        name: 'Bench',
        apiUrl: far.address,
        credentials: { clientToken: 'bench', sessionToken: 'bench', ftpUser: '', ftpPassword: '' },
      }),
    );
    const rows: MeasuredRow[] = [];
    if (wanted('many')) {
      options.say('Looking through a job of thousands …');
      await request(app, 'jobs.addByNumber', account.id, jobs.many);
      rows.push(...(await manyPictureRows(app, { ...plan, job: jobs.many, pictures: plan.many })));
      await app.press('Escape');
    }
    if (wanted('walk')) {
      options.say(`Walking through ${String(plan.walk)} 45-megapixel pairs …`);
      await request(app, 'jobs.addByNumber', account.id, jobs.walk);
      rows.push(await walkRow(app, { job: jobs.walk, pictures: plan.walk }, options.signal, options.say));
      await app.press('Escape');
    }
    // At last: whole pictures decoded for it would count as the room's memory.
    if (wanted('cold')) {
      options.say('Looking at 45-megapixel pictures nobody has fetched …');
      await request(app, 'jobs.addByNumber', account.id, jobs.cold);
      rows.push(await coldRow(app, { job: jobs.cold, pictures: plan.cold, rounds: plan.rounds }));
    }
    return rows;
  } catch (error) {
    // What was on the screen then says more than where it stopped.
    await app?.screenshot('bench-room-stopped').catch(() => undefined);
    throw error;
  } finally {
    await app?.close().catch(() => undefined);
    await tearDown?.();
    await far.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
