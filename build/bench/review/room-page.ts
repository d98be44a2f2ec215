import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';

const shown = z.object({ frames: z.number(), took: z.number(), onScreen: z.number().nullable() });

/** What a key did: it was seen in which frame after it, and milliseconds to the end of that frame. */
export type Shown = z.infer<typeof shown>;

export async function request(app: App, method: string, ...args: readonly unknown[]): Promise<unknown> {
  const answer = await app.page.evaluate(
    `window.clipdesk.request(${JSON.stringify(method)}, ${JSON.stringify(args)})`,
  );
  return z.object({ ok: z.literal(true), value: z.unknown() }).parse(answer).value;
}

/** Calls one of `pageMeasures` in the page. */
export const measured = (app: App, expression: string): Promise<unknown> =>
  app.page.evaluate(`window.bench.${expression}`);

/** Presses a key that makes happen what `measure` waits for. */
export async function timedKey(app: App, key: string, measure: 'next' | 'turned'): Promise<Shown> {
  await app.page.evaluate(`void (window.took = window.bench.${measure}())`);
  await app.press(key);
  return shown.parse(await app.page.evaluate('window.took'));
}

/** The room of a job, from the board. @returns milliseconds from the click to the end of the frame with its filmstrip */
export async function openRoom(app: App, job: number, count: number): Promise<number> {
  await app.clickOn(`[data-row][aria-label^="Bench ${String(job)}"]`);
  const button = `Review ${String(count)} pictures`;
  await app.find(button, 'button', 30_000);
  await app.page.evaluate(`void (window.took = window.bench.opened())`);
  await app.click(button, 'button');
  const taken = z.number().parse(await app.page.evaluate('window.took'));
  await app.seePictures('img[alt^="Result of"]', 1, 60_000);
  return taken;
}

/** The value below which this share of them lies; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}
