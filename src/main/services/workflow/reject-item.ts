import type { WaitingItem } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store, StoreWriter, WorkflowQueueRecord } from '../../ports/store.ts';
import { literalNow, type Workflow } from '../../ports/workflow.ts';
import type { RejectedItemRecord, RejectionRecord } from '../../ports/workflow-records.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import { changeStates, heldCode, isOpen, sent } from './rejection-states.ts';
import type { WorkflowConnections } from './workflow-connections.ts';

type State = RejectedItemRecord['state'];

const arrived =
  'The answer was lost, and it does not wait any more: the rejection arrived, or somebody else decided meanwhile.';
const stillListed = 'The server said yes, but had it in the list right after that. Look again later.';
const passed =
  'It did not wait any more when this was to go: somebody else decided, or it went along with another rejection. Nothing was sent.';
const edited =
  'It was edited after you had looked. Look at it again, then reject it all the same or drop this.';
const emptied =
  'Nothing waits any more, or this user may not publish any more: the list is empty. Look in Studio, then try again or drop this.';

/** What the list of now means for an item. */
type Standing = State | { readonly kind: 'goes' };

function standing(item: RejectedItemRecord, list: readonly WaitingItem[], now: number): Standing {
  const listed = list.find(({ path }) => path === item.path);
  if (listed !== undefined)
    return listed.mark === item.mark ? { kind: 'goes' } : { kind: 'held', sentence: edited };
  if (item.state.kind === 'sending') return sent(now, arrived);
  // Who may not publish sees an empty list: that proves nothing.
  return list.length === 0
    ? { kind: 'held', sentence: emptied }
    : { kind: 'passed', at: now, sentence: passed };
}

/**
 * Carries rejections to the site. The waiting list is read before anything is sent: what is not in the version that was
 * looked at is held, what does not wait any more is not sent, and what may have arrived before is never sent blindly.
 */
export function rejectItemHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: WorkflowConnections;
  /** The rejections or the list of an account changed. */
  readonly onChange: (account: RejectionRecord['accountId']) => void;
}): Handler<WorkflowQueueRecord> {
  const { store, clock, connections } = options;

  const keepList = async (
    { accountId, site }: RejectionRecord,
    read: (api: Workflow) => Promise<readonly WaitingItem[]>,
  ): Promise<readonly WaitingItem[]> => {
    const items = await connections.ask(accountId, read);
    await store.transaction((writer) =>
      writer.putWaitingList({ accountId, site, readAt: clock.now(), items }),
    );
    return items;
  };

  return async (item, { signal }) => {
    const rejection = await store.read.rejection(item.rejectionId);
    const open = rejection?.items.filter(isOpen) ?? [];
    if (rejection === null || open.length === 0) return { kind: 'finished' };
    const { id, accountId, site, reason } = rejection;
    const readList = (api: Workflow): Promise<readonly WaitingItem[]> => api.waiting(site, signal);

    const list = await keepList(rejection, readList);
    const found = new Map<string, State>();
    const going: string[] = [];
    let heldFor = '';
    for (const each of open) {
      const state = standing(each, list, clock.now());
      if (state.kind === 'goes') going.push(each.path);
      // Written together with the hold of its work, so that nobody answers to one before the other.
      else if (state.kind === 'held') heldFor = state.sentence;
      else found.set(each.path, state);
    }
    for (const path of going) found.set(path, { kind: 'sending' });
    // Committed before the request leaves: whatever happens then, these are looked up before they are sent again.
    await store.transaction(async (writer) => {
      await changeStates(writer, id, ({ path }) => found.get(path) ?? null);
      if (going.length > 0) await writer.markMayHaveBeenSent(item.id, true);
    });
    options.onChange(accountId);

    if (going.length > 0) {
      const { sendsNow } = await connections.account(accountId);
      const scheduledDate = rejection.scheduledDate ?? (sendsNow ? literalNow : null);
      try {
        await connections.ask(accountId, (api) =>
          api.reject(site, { reason, items: going, scheduledDate }, signal),
        );
      } catch (thrown) {
        if (!toAppError(thrown).maybeDone)
          await store.transaction(async (writer) => {
            await changeStates(writer, id, ({ path }) => (going.includes(path) ? { kind: 'kept' } : null));
            await writer.markMayHaveBeenSent(item.id, false);
          });
        throw thrown;
      }
      // Yes is yes; the list read anew only adds what is worth knowing.
      const after = await keepList(rejection, readList).catch(() => [] as readonly WaitingItem[]);
      for (const path of going)
        found.set(path, sent(clock.now(), after.some((each) => each.path === path) ? stillListed : ''));
    }

    options.onChange(accountId);
    const write = (writer: StoreWriter): Promise<void> =>
      changeStates(writer, id, ({ path }) => found.get(path) ?? null);
    if (heldFor === '') return { kind: 'finished', commit: write };
    await store.transaction(write);
    return { kind: 'held', error: new AppError('conflict', heldCode, heldFor) };
  };
}
