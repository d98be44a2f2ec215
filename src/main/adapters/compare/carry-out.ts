import type { Changes, EdgeTour, LineUp } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { changesBetween } from './changes.ts';
import { edgeTour } from './edge-tour.ts';
import { lineUp } from './line-up.ts';
import type { CompareTask } from './messages.ts';

/** Carries one task out in the thread it is called in; an edge tour ends when `signal` is aborted. */
export function carryOut(task: CompareTask, signal: AbortSignal): Promise<LineUp | EdgeTour | Changes> {
  switch (task.kind) {
    case 'line-up':
      return lineUp(task.original, task.result);
    case 'edge-tour':
      return edgeTour(task.result, task.original, signal);
    case 'changes':
      return changesBetween(task.before, task.after, task.pins);
    default:
      return assertNever(task);
  }
}
