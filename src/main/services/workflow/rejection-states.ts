import type { Instant } from '../../../preload/contract/index.ts';
import { errorData, type AppError } from '../../errors/app-error.ts';
import type { StoreWriter, WorkflowQueueRecord } from '../../ports/store.ts';
import type { RejectedItemRecord, RejectionRecord } from '../../ports/workflow-records.ts';

type State = RejectedItemRecord['state'];

/** Neither arrived nor settled otherwise. */
export function isOpen({ state }: Pick<RejectedItemRecord, 'state'>): boolean {
  return state.kind !== 'sent' && state.kind !== 'passed';
}

/** The rejection with new states for some of its items. */
export function withStates(
  rejection: RejectionRecord,
  stateOf: (item: RejectedItemRecord) => State | null,
): RejectionRecord {
  return {
    ...rejection,
    items: rejection.items.map((item) => ({ ...item, state: stateOf(item) ?? item.state })),
  };
}

export function sent(at: Instant, note = ''): State {
  return { kind: 'sent', at, note };
}

/** Changes what is in the register now, not what was read before a request. */
export async function changeStates(
  writer: StoreWriter,
  id: RejectionRecord['id'],
  stateOf: (item: RejectedItemRecord) => State | null,
): Promise<void> {
  const rejection = await writer.rejection(id);
  if (rejection !== null) await writer.putRejection(withStates(rejection, stateOf));
}

/** The code of the error that holds what is left of a rejection: its items changed, or perhaps went. */
export const heldCode = 'edited_meanwhile';

/** What could not go shows why where it was decided. */
export async function rejectionFailed(
  writer: StoreWriter,
  { rejectionId }: WorkflowQueueRecord,
  error: AppError,
): Promise<void> {
  const state: State =
    error.code === heldCode
      ? { kind: 'held', sentence: error.message }
      : { kind: 'failed', error: errorData(error) };
  await changeStates(writer, rejectionId, (item) => (isOpen(item) ? state : null));
}

/** A person tries again: what had failed waits anew. Whether it had arrived all the same is asked of the list. */
export async function rejectionRevived(
  writer: StoreWriter,
  { rejectionId, mayHaveBeenSent }: WorkflowQueueRecord,
): Promise<void> {
  await changeStates(writer, rejectionId, ({ state }) =>
    state.kind === 'failed' ? { kind: mayHaveBeenSent ? 'sending' : 'kept' } : null,
  );
}

/** A person takes it out of the queue: what had not arrived is forgotten. */
export async function rejectionGivenUp(
  writer: StoreWriter,
  { rejectionId }: WorkflowQueueRecord,
): Promise<void> {
  const rejection = await writer.rejection(rejectionId);
  if (rejection === null) return;
  const items = rejection.items.filter((item) => !isOpen(item));
  if (items.length === 0) await writer.removeRejection(rejectionId);
  else await writer.putRejection({ ...rejection, items });
}
