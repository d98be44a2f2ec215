import { setPriority } from 'node:os';

/**
 * The thread that calls this leaves the processors to the window and to the decoding of what somebody looks at, as far as they
 * want them. On Linux a priority is that of the thread that sets it; elsewhere it would be the whole process's, and nothing is set.
 * @param steps of `nice`: 5 leaves a third of a fair share, 10 a tenth
 */
export function giveWay(steps: number): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, steps);
  } catch {
    // Not allowed here: it goes on at the priority it has.
  }
}
