import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';
import { absolute, type MeasuredRow } from '../rows.ts';
import { measured, percentile, request } from './room-page.ts';

const standing = z.object({ progress: z.object({ checked: z.number(), total: z.number() }) });

/** How long the window stands still while the returned files of the open room are looked into. @param seconds watched for so long */
export async function whileCheckedRow(app: App, job: number, seconds: number): Promise<MeasuredRow> {
  const known = z
    .array(z.object({ id: z.string(), name: z.string() }))
    .parse(await request(app, 'jobs.list'))
    .find((each) => each.name === `Bench ${String(job)}`);
  const checked = async (): Promise<z.infer<typeof standing>['progress']> =>
    standing.parse(await request(app, 'inspect.preflight', known?.id)).progress;
  const before = await checked();
  const late = z.array(z.number()).parse(await measured(app, `blocked(${String(1000 * seconds)})`));
  const after = await checked();
  const looked = after.checked - before.checked;
  return absolute({
    name: 'window blocked while files are checked, 99 %',
    unit: 'ms',
    // A window beside which nothing was done shows nothing.
    ours: looked > 0 ? percentile(late, 0.99) : Number.NaN,
    goal: 50,
    why: looked > 0 ? '' : 'nothing was checked meanwhile',
    note: `how late a timer of 10 ms comes in the window, ${String(late.length)} times in ${String(seconds)} s, at most ${Math.max(...late).toFixed(0)} ms; ${String(looked)} of ${String(after.total)} pairs were looked into meanwhile, ${String(before.checked)} before`,
  });
}
