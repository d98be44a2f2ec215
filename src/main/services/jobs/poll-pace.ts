import type { AccountKind, Instant, Stage } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How patient asking may become in each stage, in milliseconds; null: nothing will change any more. */
function slowest(stage: Stage): number | null {
  switch (stage) {
    case 'draft':
    case 'done':
    case 'archived':
    case 'cancelled':
      return null;
    case 'sending':
    case 'quoting':
    case 'payment':
    case 'delivering':
      return 2 * MINUTE;
    case 'offer':
    case 'production':
    case 'redo':
    case 'review':
      return 5 * MINUTE;
    case 'problem':
      return 15 * MINUTE;
    default:
      return assertNever(stage);
  }
}

/**
 * When to ask for a job's status again: soon after a change of the service's or something the person did, ever more slowly while nothing happens (a tenth of
 * the time it has been quiet), never in bursts. The practice studio lives on this computer and may be asked often.
 */
export function nextPoll(
  stage: Stage,
  account: AccountKind,
  lastMoved: Instant,
  now: Instant,
): Instant | null {
  const limit = slowest(stage);
  if (limit === null) return null;
  const quickest = account === 'practice' ? SECOND / 2 : 5 * SECOND;
  const most = account === 'practice' ? 5 * SECOND : limit;
  const quietFor = Math.max(0, now - lastMoved);
  return now + Math.min(most, Math.max(quickest, Math.round(quietFor / 10)));
}
