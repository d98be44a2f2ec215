import type {
  AccountId,
  Instant,
  QueueItem,
  QueueItemId,
  QueueLine,
  QueueLines,
  QueueSection,
} from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { queueClassOf } from '../../ports/queue-class.ts';
import type { QueueLineRecords, QueueRecord, Store } from '../../ports/store.ts';
import type { QueueRunner } from '../../queue/queue-runner.ts';
import { subjectIdOf } from '../../queue/subject.ts';
import { queueItem, type PauseSentence } from './queue-words.ts';
import { startOfDay } from './time-words.ts';
import { unreadableItem } from './unreadable-item.ts';

/** So many rows are changed in a few milliseconds. */
export const STEP = 100;

/** What makes two lines the same to a person: whose, which kind, and how it stands. */
function keyOf(item: QueueItem): string {
  const { state } = item;
  const whose = [item.jobId ?? item.accountId, item.kind, state.kind];
  switch (state.kind) {
    case 'failed':
      return [...whose, state.error.code, state.error.message].join('\n');
    case 'retrying':
      return [...whose, state.error.code].join('\n');
    case 'held':
      // Each was held for its own picture: each is asked about on its own.
      return item.id;
    case 'waiting':
    case 'paused':
      return [...whose, state.sentence].join('\n');
    case 'running':
    case 'done':
      return whose.join('\n');
  }
}

/** Lines that say the same become one. */
function sectionOf(lines: readonly QueueLine[], more: number): QueueSection {
  const byKey = new Map<string, QueueLine>();
  for (const line of lines) {
    const same = byKey.get(line.key);
    byKey.set(
      line.key,
      same === undefined ? line : { ...same, count: same.count + line.count, bytes: same.bytes + line.bytes },
    );
  }
  return { lines: [...byKey.values()], more };
}

/** Behind which job the transfers of each open line wait; in the order the lines travel. */
function createBehind(
  nameOf: (item: QueueRecord) => string,
): (item: QueueRecord, isBlocked: boolean) => string {
  const last = new Map<AccountId, { readonly row: QueueRecord; readonly before: QueueRecord | null }>();
  return (row, isBlocked) => {
    const isTransfer = queueClassOf(row.payload.kind) === 'transfer';
    const met = last.get(row.accountId);
    const isSame = met !== undefined && subjectIdOf(met.row) === subjectIdOf(row);
    const before = met === undefined ? null : isSame ? met.before : met.row;
    if (isTransfer && !row.paused) last.set(row.accountId, { row, before });
    if (isBlocked) return 'After what stands before it';
    return isTransfer && before !== null ? `After “${nameOf(before)}”` : 'Next';
  };
}

/**
 * The queue as the window lists it: however many items there are, as many lines as a person can tell apart, and of those
 * the first.
 */
export function createQueueLines(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: QueueRunner;
  readonly pauseSentence: PauseSentence;
}): { lines(most: number): Promise<QueueLines> } {
  const { store, clock, runner, pauseSentence } = options;
  return {
    async lines(most) {
      const now: Instant = clock.now();
      const [open, stuck, done, jobs, accounts] = await Promise.all([
        store.read.openLines(now, most),
        store.read.stuckLines(most),
        store.read.doneLines(startOfDay(now), most),
        store.read.jobs(),
        store.read.accounts(),
      ]);
      const names = new Map<string, string>(
        [...jobs, ...accounts].map((each): [string, string] => [each.id, each.name]),
      );
      const nameOf = (item: QueueRecord): string => names.get(item.jobId ?? item.accountId) ?? '';
      const behind = createBehind(nameOf);
      const paused = runner.isPaused();
      const section = ({ lines, more }: QueueLineRecords): QueueSection =>
        sectionOf(
          lines.map(({ first, firstId, isBlocked, items, bytes, changedAt }): QueueLine => {
            const item =
              first === null
                ? unreadableItem(firstId, changedAt)
                : queueItem(first, nameOf(first), pauseSentence, paused, now, behind(first, isBlocked));
            return { key: keyOf(item), first: item, count: items, bytes, changedAt };
          }),
          more,
        );
      return { needsYou: section(stuck), waiting: section(open), done: section(done) };
    },
  };
}

/** Acts on everything that stands as one item does, in steps that let others in between. */
export async function eachLike(
  store: Store,
  clock: Clock,
  id: QueueItemId,
  act: (ids: readonly QueueItemId[]) => Promise<void>,
): Promise<void> {
  const item = await store.read.queueItem(id);
  const ids = item === null ? [id] : await store.read.itemsLike(item, clock.now());
  for (let from = 0; from < ids.length; from += STEP) await act(ids.slice(from, from + STEP));
}
