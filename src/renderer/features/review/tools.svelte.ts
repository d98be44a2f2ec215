import type { Point } from './geometry.ts';

export type Mode = 'side-by-side' | 'slider' | 'blink';
export type Background = 'checker' | 'white' | 'black' | 'brand';

export const BACKGROUNDS: readonly Background[] = ['checker', 'white', 'black', 'brand'];

const AIM_STEP = 0.01;

/** How the person looks and what is in their hand; nothing here is ever sent. */
export class Tools {
  mode = $state<Mode>('side-by-side');
  background = $state<Background>('checker');
  /** Space is held: the original alone. */
  alone = $state(false);
  /** The reason that the next click places; null when clicks only pan. */
  armed = $state<string | null>(null);
  /** Where a pin goes by keyboard, fractions of the result; null until the arrows moved it. */
  aim = $state.raw<Point | null>(null);
  /** Blink shows the original now. */
  turned = $state(false);
  /** Blink waits to be turned over by hand. */
  still = $state(false);
  /** Where the divider of the slider stands, fraction of the stage's width. */
  split = $state(0.5);

  cycleBackground(): void {
    const next = (BACKGROUNDS.indexOf(this.background) + 1) % BACKGROUNDS.length;
    this.background = BACKGROUNDS[next] ?? 'checker';
  }

  arm(reason: string): void {
    this.armed = reason;
    this.aim = null;
  }

  disarm(): void {
    this.armed = null;
    this.aim = null;
  }

  /** B: begins to blink; then holds still; then turns over by hand. */
  pressBlink(): void {
    if (this.mode !== 'blink') this.startBlink();
    else if (this.still) this.turned = !this.turned;
    else this.still = true;
  }

  startBlink(): void {
    this.mode = 'blink';
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  moveAim(by: Point, from: Point): void {
    const start = this.aim ?? from;
    const bound = (value: number): number => Math.min(1, Math.max(0, value));
    this.aim = { x: bound(start.x + by.x * AIM_STEP), y: bound(start.y + by.y * AIM_STEP) };
  }

  moveSplit(to: number): void {
    this.split = Math.min(0.98, Math.max(0.02, to));
  }

  /** What belongs to one picture only. */
  reset(): void {
    this.disarm();
    this.alone = false;
    this.turned = false;
  }
}
