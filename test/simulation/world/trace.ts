import { createHash } from 'node:crypto';
import { FIRST_MOMENT, type VirtualTime } from './virtual-time.ts';

/** What happened, in order: compared between two runs of one seed, and read by whoever looks for a mistake. */
export class Trace {
  readonly #time: VirtualTime;
  readonly lines: string[] = [];

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  add(line: string): void {
    const seconds = ((this.#time.now() - FIRST_MOMENT) / 1000).toFixed(3).padStart(10);
    this.lines.push(`${seconds}  ${line}`);
  }

  digest(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex');
  }
}
