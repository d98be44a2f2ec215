import type { Doing } from '../../src/renderer/features/review/commands.ts';
import type { App } from './driver/app.ts';

/** Every key that was pressed, with what the room was doing then. */
export type Pressed = Set<string>;

/** As the table writes it: `Ctrl+arrowleft`. */
function asInTable(keys: string): string {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = (parts.pop() ?? '').toLowerCase().replace(/^space$/, ' ');
  return [...parts.map((held) => held.replace('Control', 'Ctrl')), key].join('+');
}

/** Presses keys and notes them as pressed while the room does this. */
export function pressing(app: App, pressed: Pressed, doing: Doing) {
  return async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      await app.press(key);
      pressed.add(`${doing} ${asInTable(key)}`);
    }
  };
}

/** Waits until something holds in the window. */
export async function until(app: App, expression: string): Promise<void> {
  await app.page.waitForFunction(expression, { timeout: 15_000 }).catch((thrown: unknown) => {
    throw new Error(`Never true: ${expression}`, { cause: thrown });
  });
}

/** What is measured of an element, e.g. its left edge, before and after some keys: it must have changed as told. */
export async function moves(
  app: App,
  measure: string,
  sign: 1 | -1,
  change: () => Promise<void>,
): Promise<void> {
  const before = (await app.page.evaluate(measure)) as number;
  await change();
  await until(app, `((${measure}) - ${String(before)}) * ${String(sign)} > 0.5`);
}

/** One side of an element, or its width, in CSS pixels, for `moves`. */
export const edge = (selector: string, side: string): string =>
  `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().${side}`;
