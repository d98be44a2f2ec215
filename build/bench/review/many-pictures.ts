import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';
import { absolute, median, type MeasuredRow } from '../rows.ts';
import { whileCheckedRow } from './while-checked.ts';
import { measured, openRoom, percentile, timedKey, type Shown } from './room-page.ts';

const scrolling = z.object({ times: z.array(z.number()), reached: z.boolean() });
const turns = 24;

function later(all: readonly Shown[]): string {
  const late = all.filter(({ frames }) => frames > 1).length;
  return late === 0 ? 'each in the next frame' : `${String(late)} of ${String(all.length)} a frame later`;
}

/** The room with a job of thousands of usual pictures: opening, scrolling, the next picture, blinking. */
export async function manyPictureRows(
  app: App,
  plan: {
    readonly job: number;
    readonly pictures: number;
    readonly steps: number;
    /** Seconds. */
    readonly watch: number;
  },
): Promise<readonly MeasuredRow[]> {
  const opened = await openRoom(app, plan.job, plan.pictures);
  const scrolled = scrolling.parse(await measured(app, 'scroll(600)'));
  await app.press('Home');
  const checked = await whileCheckedRow(app, plan.job, plan.watch);
  const next: Shown[] = [];
  for (let step = 0; step < plan.steps; step++) {
    // The neighbour has to be there before it is asked for: that is what is measured.
    await pause(700);
    next.push(await timedKey(app, 'ArrowRight', 'next'));
  }
  // Once begins to blink, twice holds still; from then on each press turns the two over.
  await app.press('b');
  await app.press('b');
  await pause(500);
  const blinks: Shown[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await pause(200);
    blinks.push(await timedKey(app, 'b', 'turned'));
  }
  await app.press('s');
  await app.press('Escape');
  const all = `${String(plan.pictures)} pictures`;
  const times = next.map(({ took }) => took);
  const overlong = z.number().parse(await measured(app, 'overlong()'));
  return [
    absolute({
      name: 'filmstrip usable after opening',
      unit: 'ms',
      ours: opened,
      goal: 1000,
      note: `${all}; from the click to the end of the frame with its pictures’ places`,
    }),
    absolute({
      name: 'frames while scrolling through all, 95 %',
      unit: 'ms',
      ours: percentile(scrolled.times, 0.95),
      goal: 50,
      note: `${all}, ${String(scrolled.times.length)} frames, ${scrolled.reached ? 'to the end' : 'the end was not reached'}`,
    }),
    absolute({
      name: 'next picture, neighbours prefetched',
      unit: 'ms',
      ours: median(times),
      goal: 16,
      why: 'at 60 frames a second a key may wait up to 17 ms for its frame to begin, which then is painted',
      note: `median of ${String(next.length)} keys, from the press as the browser dates it to the end of the frame that shows it: the key’s own work, the wait for the frame, styles, layout, painting and handing it to the compositor (${later(next)}); what the compositor and the screen take after that is not in it; 95 %: ${percentile(times, 0.95).toFixed(0)} ms`,
    }),
    absolute({
      name: 'blink: frames until the other is seen',
      unit: 'frames',
      ours: Math.max(...blinks.map(({ frames }) => frames)),
      goal: 1,
      note: `most of ${String(blinks.length)} presses; 1 is the next frame there is after the press. To the end of it: median ${median(blinks.map(({ took }) => took)).toFixed(0)} ms. Of all keys pressed here Chromium itself counts ${String(overlong)} that reached the screen later than two frames (event timing)`,
    }),
    checked,
  ];
}
