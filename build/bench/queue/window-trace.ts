import { z } from 'zod';
import type { Page } from 'puppeteer-core';

/** One task of the page's thread. Milliseconds. */
export interface Stretch {
  /** From its beginning to its end, waiting for a processor included. */
  readonly wall: number;
  /** What the thread itself worked meanwhile. */
  readonly own: number;
}

const trace = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.string().optional().catch(undefined) }).optional(),
    }),
  ),
});

/** Tasks that are kept. Milliseconds. */
const NOTICED = 10;

/**
 * Watches every task of the page's thread by the browser's own trace, which alone tells a page that works from one that waits
 * for a processor.
 * @returns the end of it, which gives the tasks
 */
export async function traceWindow(page: Page): Promise<() => Promise<readonly Stretch[]>> {
  await page.tracing.start({ categories: ['disabled-by-default-devtools.timeline'], screenshots: false });
  return async () => {
    const bytes = await page.tracing.stop();
    const { traceEvents } = trace.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const windows = new Set(
      traceEvents
        .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    return traceEvents
      .filter((event) => event.name === 'RunTask' && windows.has(`${event.pid}/${event.tid}`))
      .map((event) => ({ wall: (event.dur ?? 0) / 1_000, own: (event.tdur ?? 0) / 1_000 }))
      .filter((stretch) => stretch.wall > NOTICED);
  };
}
