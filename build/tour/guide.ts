import type { App } from '../../test/e2e/driver/app.ts';

/** One step of the tour as it went. */
export interface DoneStep {
  readonly number: number;
  readonly name: string;
  readonly milliseconds: number;
  /** What the service said when it was asked, in one sentence; null where nothing of the step is at the service. */
  readonly atServer: string | null;
  /** File names in the folder of the tour. */
  readonly screenshots: readonly string[];
}

/** A step ended without what it should have shown. */
export class StepFailed extends Error {
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StepFailed';
    this.step = step;
  }
}

/** What a step can do beside driving the window. */
export interface StepTools {
  /** A further picture of the screen; every step leaves one at its end. */
  picture(name: string): Promise<void>;
}

export interface Guide {
  readonly done: readonly DoneStep[];
  /**
   * Carries out one step: prints its number, words and time, and leaves `NN-picture.png`.
   * @param run gives what the service confirmed; null where the step is only on the screen
   * @throws StepFailed after leaving `NN-picture-failed.png`
   */
  step(
    name: string,
    picture: string,
    run: (tools: StepTools) => Promise<string | null | undefined>,
  ): Promise<void>;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`.padStart(7);
}

export function createGuide(app: () => App | null, print: (line: string) => void): Guide {
  const done: DoneStep[] = [];
  return {
    done,
    async step(name, picture, run) {
      const number = done.length + 1;
      const prefix = String(number).padStart(2, '0');
      const started = performance.now();
      const screenshots: string[] = [];
      const take = async (title: string): Promise<void> => {
        const file = `${prefix}-${title}`;
        await app()?.screenshot(file);
        screenshots.push(`${file}.png`);
      };
      try {
        const atServer = (await run({ picture: take })) ?? null;
        await take(picture);
        const milliseconds = Math.round(performance.now() - started);
        done.push({ number, name, milliseconds, atServer, screenshots });
        print(`${prefix}  ${seconds(milliseconds)}  ${name}`);
        if (atServer !== null) print(`               at the service: ${atServer}`);
      } catch (thrown) {
        // The window may be what failed; the step is told all the same.
        await take(`${picture}-failed`).catch(() => undefined);
        print(`${prefix}  ${seconds(performance.now() - started)}  ${name}: FAILED`);
        throw new StepFailed(`${prefix} ${name}`, thrown);
      }
    },
  };
}
