import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';
import { absolute, compared, median, type MeasuredRow } from '../rows.ts';
import { atRest } from './at-rest.ts';
import { mainAndRenderers } from './memory.ts';
import { measured, openRoom, request, timedKey } from './room-page.ts';

/** A walk that takes longer than this is broken off, and says how far it came. Milliseconds. */
const patience = 25 * 60_000;

/** How long rest is waited for: first for the check of all returned files, then each time for the neighbours. Milliseconds. */
const resting = { first: 120_000, each: 20_000 } as const;

/** The memory of main process and renderers while so many 45-megapixel pairs are walked through. */
export async function walkRow(
  app: App,
  plan: { readonly job: number; readonly pictures: number },
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<MeasuredRow> {
  const main = app.process.child.pid ?? 0;
  await openRoom(app, plan.job, plan.pictures);
  let peak = { main: 0, renderers: 0 };
  let last = peak;
  const look = async (): Promise<void> => {
    last = await mainAndRenderers(main);
    if (last.main + last.renderers > peak.main + peak.renderers) peak = last;
  };
  const started = performance.now();
  let walked = 1;
  for (; walked < plan.pictures && performance.now() - started < patience; walked++) {
    signal.throwIfAborted();
    await timedKey(app, 'ArrowRight', 'next');
    if (walked % 5 === 0) await look();
    if (walked % 50 === 0)
      say(
        `… ${String(walked)} pairs after ${((performance.now() - started) / 60_000).toFixed(1)} minutes, ${(last.main + last.renderers).toFixed(0)} MB now, ${(peak.main + peak.renderers).toFixed(0)} MB at most`,
      );
  }
  await look();
  await app.press('Escape');
  return absolute({
    name: `memory after walking ${String(walked)} 45-megapixel pairs`,
    unit: 'MB',
    ours: peak.main + peak.renderers,
    goal: 600,
    note: `most seen in ${((performance.now() - started) / 60_000).toFixed(1)} minutes: PSS of the main process (${peak.main.toFixed(0)} MB) and the renderers (${peak.renderers.toFixed(0)} MB), from /proc; at the end ${(last.main + last.renderers).toFixed(0)} MB`,
  });
}

/** A 45-megapixel JPEG nobody has fetched yet, until it is sharp on the screen; beside it Chromium decodes the same file, turn by turn. */
export async function coldRow(
  app: App,
  plan: { readonly job: number; readonly pictures: number; readonly rounds: number },
): Promise<MeasuredRow> {
  const main = app.process.child.pid ?? 0;
  await openRoom(app, plan.job, plan.pictures);
  const rested = [await atRest(main, resting.first)];
  const [job] = z
    .array(z.object({ id: z.string(), name: z.string() }))
    .parse(await request(app, 'jobs.list'))
    .filter((each) => each.name === `Bench ${String(plan.job)}`);
  // Far from each other, so that none of them is a neighbour that was fetched ahead.
  const step = Math.floor(plan.pictures / (plan.rounds + 1));
  const cold: number[] = [];
  const alone: number[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    await app.page.evaluate(`void (window.took = window.bench.cold())`);
    await measured(app, `jump(${String(round * step)})`);
    cold.push(z.number().parse(await app.page.evaluate('window.took')));
    rested.push(await atRest(main, resting.each));
    const image = (plan.job * 100_000 + round * step) * 2 + 1;
    const address = `/pictures/${job?.id ?? ''}/image/${String(image)}/full`;
    alone.push(z.number().parse(await measured(app, `decode(${JSON.stringify(address)})`)));
    rested.push(await atRest(main, resting.each));
  }
  await app.press('Escape');
  return compared({
    name: 'cold 45-megapixel JPEG to screen-sharp',
    unit: 'ms',
    ours: median(cold),
    peers: { 'Chromium decodes it': median(alone) },
    goal: 1.2,
    why: 'it is fetched, reduced and encoded before the window decodes and paints it, Chromium’s decoding stands alone',
    note: `or at most 200 ms; ${String(cold.length)} times in turn, from the click to when it is on the screen (element timing), fetched from a service on this computer as well; Chromium’s own decoding (createImageBitmap) without fetching; each begun when the room was at rest (${String(rested.filter(Boolean).length)} of ${String(rested.length)} times)`,
  });
}
