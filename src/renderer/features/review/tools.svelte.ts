import type { Point } from './geometry.ts';

export type Mode = 'side-by-side' | 'slider' | 'blink' | 'difference' | 'overlay';
export type Background = 'checker' | 'white' | 'black' | 'grey' | 'brand';

export const BACKGROUNDS: readonly Background[] = ['checker', 'white', 'black', 'grey', 'brand'];

/** Milliseconds each picture of a blink stays, slow to fast. The fastest is below three flashes a second (WCAG 2.3.1). */
export const BLINK_TIMES = [2000, 1500, 1000, 700, 500, 350, 200] as const;
/** By how much differences are brightened. */
export const GAINS = [1, 2, 4, 8, 16, 32] as const;
/** How much of the original covers the result, in per cent. */
export const OPACITIES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;

function stepped<Value>(steps: readonly Value[], now: Value, by: 1 | -1): Value {
  const index = steps.indexOf(now) + by;
  return steps[Math.min(steps.length - 1, Math.max(0, index))] ?? now;
}

/** Fractions of the picture. */
const AIM_FAR = 0.02;
const AIM_NEAR = 0.002;
const CIRCLE_STEP = 0.015;
const CIRCLE_MOST = 0.5;

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
  /** Radius of the circle the keyboard would set, fraction of the result's width; null for a pin. */
  aimRadius = $state<number | null>(null);
  /** Blink shows the original now. */
  turned = $state(false);
  /** Blink waits to be turned over by hand. */
  still = $state(false);
  blinkTime = $state<(typeof BLINK_TIMES)[number]>(700);
  gain = $state<(typeof GAINS)[number]>(4);
  opacity = $state<(typeof OPACITIES)[number]>(50);
  /** The loupe is on. */
  loupe = $state(false);
  /** What is not 255/255/255 in the background is marked. */
  whiteCheck = $state(false);
  /** The clipping path is drawn. */
  path = $state(false);
  /** Where the divider of the slider stands, fraction of the stage's width. */
  split = $state(0.5);

  cycleBackground(): void {
    const next = (BACKGROUNDS.indexOf(this.background) + 1) % BACKGROUNDS.length;
    this.background = BACKGROUNDS[next] ?? 'checker';
  }

  /** More or less of what the mode has: speed, gain, opacity; the slider's divider moves. */
  amount(by: 1 | -1): void {
    switch (this.mode) {
      case 'blink':
        this.blinkTime = stepped(BLINK_TIMES, this.blinkTime, by);
        break;
      case 'difference':
        this.gain = stepped(GAINS, this.gain, by);
        break;
      case 'overlay':
        this.opacity = stepped(OPACITIES, this.opacity, by);
        break;
      case 'slider':
        this.moveSplit(this.split + by * 0.05);
        break;
      case 'side-by-side':
        break;
    }
  }

  arm(reason: string): void {
    this.armed = reason;
    this.aim = null;
    this.aimRadius = null;
  }

  disarm(): void {
    this.armed = null;
    this.aim = null;
    this.aimRadius = null;
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

  /** The cross starts from `from`. */
  moveAim(by: Point, far: boolean, from: Point): void {
    const start = this.aim ?? from;
    const step = far ? AIM_FAR : AIM_NEAR;
    const bound = (value: number): number => Math.min(1, Math.max(0, value));
    this.aim = { x: bound(start.x + by.x * step), y: bound(start.y + by.y * step) };
  }

  growAim(direction: 1 | -1, from: Point): void {
    this.aim ??= { x: Math.min(1, Math.max(0, from.x)), y: Math.min(1, Math.max(0, from.y)) };
    const radius = (this.aimRadius ?? 0) + direction * CIRCLE_STEP;
    this.aimRadius = radius < CIRCLE_STEP / 2 ? null : Math.min(CIRCLE_MOST, radius);
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
