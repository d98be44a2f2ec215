import type { Changes, EdgeTour, LineUp } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type { CompareTask } from './messages.ts';

/** Carries one task out in the thread it is called in. */
export async function carryOut(task: CompareTask): Promise<LineUp | EdgeTour | Changes> {
  await Promise.resolve();
  switch (task.kind) {
    case 'line-up':
      return { kind: 'not-sure', sentence: 'Clipdesk cannot tell where this result lies on its original.' };
    case 'edge-tour':
      return { spots: [], edge: 'none', sentence: 'Clipdesk found no edge to walk along.' };
    case 'changes':
      return {
        sameFile: Buffer.from(task.before).equals(task.after),
        frame: null,
        pins: task.pins.map(() => ({
          kind: 'unknown',
          amount: 0,
          sentence: 'Clipdesk cannot tell whether anything changed here. Compare the two yourself.',
        })),
        others: [],
      };
    default:
      return assertNever(task);
  }
}
