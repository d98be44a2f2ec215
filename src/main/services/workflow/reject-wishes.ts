import type {
  AccountId,
  ItemMark,
  QueueItemId,
  RejectWish,
  WorkflowRejectionId,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { StoreWriter, WorkflowAccountRecord } from '../../ports/store.ts';
import type { RejectedItemRecord, RejectionRecord } from '../../ports/workflow-records.ts';
import { isOpen } from './rejection-states.ts';

export interface WishParts {
  readonly newId: () => string;
  readonly now: number;
  /** Milliseconds a rejection stays here before it goes. */
  readonly undoTime: number;
}

const elsewhere = (label: string): AppError =>
  new AppError(
    'conflict',
    'other_version',
    `${label} was edited while you looked. Look at it again, then decide.`,
  );

/** @throws AppError `missing_parameter` (person, field `scheduledDate`) */
export function checkedDate(scheduledDate: string | null): string | null {
  if (scheduledDate === null || scheduledDate.trim() === '') return null;
  const text = scheduledDate.trim();
  // Servers read it with its zone only; a date alone or one without a zone is nothing they can be sure of.
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (isWhole && !Number.isNaN(Date.parse(text))) return text;
  throw new AppError(
    'person',
    'bad_date',
    'The date has to be a whole one with its zone, such as 2026-12-24T18:00:00Z.',
    { field: 'scheduledDate' },
  );
}

function wishedItem(
  wish: RejectWish,
  list: Awaited<ReturnType<StoreWriter['waitingList']>>,
  pending: ReadonlySet<string>,
): RejectedItemRecord {
  const item = list?.items.find(({ path }) => path === wish.path);
  if (item === undefined)
    throw new AppError(
      'gone',
      'not_waiting',
      `${wish.path} does not wait for approval. Read the list again.`,
    );
  if (item.mark !== wish.seen) throw elsewhere(item.label);
  if (pending.has(wish.path))
    throw new AppError(
      'conflict',
      'rejected_already',
      `${item.label} is rejected already and waits to be sent.`,
    );
  const { path, label, category, isPicture, mark } = item;
  return { path, label, category, isPicture, mark, state: { kind: 'kept' } };
}

/** Writes a rejection and the work that carries it. @throws AppError when one of the items cannot be rejected */
export async function keepRejection(
  writer: StoreWriter,
  account: WorkflowAccountRecord,
  wishes: readonly RejectWish[],
  words: { readonly reason: string; readonly scheduledDate: string | null },
  { newId, now, undoTime }: WishParts,
): Promise<void> {
  const reason = words.reason.trim();
  if (reason === '')
    throw new AppError(
      'person',
      'missing_parameter',
      'A rejection needs a reason: it is mailed to the editors.',
      {
        field: 'reason',
      },
    );
  if (wishes.length === 0)
    throw new AppError('person', 'missing_parameter', 'Nothing was chosen to be rejected.', {
      field: 'path',
    });
  const scheduledDate = checkedDate(words.scheduledDate);
  const [list, rejections] = await Promise.all([
    writer.waitingList(account.id),
    writer.rejections(account.id),
  ]);
  const pending = new Set(rejections.flatMap(({ items }) => items.filter(isOpen).map(({ path }) => path)));
  const unique = [...new Map(wishes.map((wish) => [wish.path, wish])).values()];
  const items = unique.map((wish) => wishedItem(wish, list, pending));
  const id = newId() as WorkflowRejectionId;
  const { id: accountId, site } = account;
  await writer.putRejection({ id, accountId, site, reason, scheduledDate, at: now, items });
  await writer.putWording(accountId, reason, now);
  const [first] = items;
  await writer.enqueue([
    {
      id: newId() as QueueItemId,
      rejectionId: id,
      payload: { kind: 'reject-item' },
      accountId,
      lane: `reject:${id}`,
      parallel: false,
      title:
        items.length === 1
          ? `Reject ${first?.label ?? ''}`
          : `Reject ${String(items.length)} items of ${site}`,
      bytes: 0,
      createdAt: now,
      retryAt: undoTime === 0 ? null : now + undoTime,
    },
  ]);
}

async function ownRejection(
  writer: StoreWriter,
  account: AccountId,
  id: WorkflowRejectionId,
  path: string,
): Promise<{ readonly rejection: RejectionRecord; readonly item: RejectedItemRecord }> {
  const rejection = await writer.rejection(id);
  const item = rejection?.items.find((each) => each.path === path);
  if (rejection?.accountId !== account || item === undefined)
    throw new AppError('gone', 'no_rejection', 'This rejection is not there any more.');
  return { rejection, item };
}

/** A held item goes all the same, for the version that was looked at now. */
export async function confirmHeld(
  writer: StoreWriter,
  account: AccountId,
  wish: { readonly rejection: WorkflowRejectionId; readonly path: string; readonly seen: ItemMark },
  now: number,
): Promise<void> {
  const { rejection, item } = await ownRejection(writer, account, wish.rejection, wish.path);
  if (item.state.kind !== 'held')
    throw new AppError('conflict', 'not_held', `${item.label} is not held any more.`);
  const listed = (await writer.waitingList(account))?.items.find(({ path }) => path === wish.path);
  if (listed !== undefined && listed.mark !== wish.seen) throw elsewhere(item.label);
  const confirmed: RejectedItemRecord = { ...item, mark: wish.seen, state: { kind: 'kept' } };
  await writer.putRejection({
    ...rejection,
    items: rejection.items.map((each) => (each.path === wish.path ? confirmed : each)),
  });
  for (const row of await writer.unfinishedOfRejection(rejection.id)) await writer.retryNow(row.id, now);
}

/** Takes one item back; with the last of them its work goes too. @throws AppError `on_its_way` (conflict) */
export async function dropItem(
  writer: StoreWriter,
  account: AccountId,
  id: WorkflowRejectionId,
  path: string,
): Promise<void> {
  const { rejection, item } = await ownRejection(writer, account, id, path);
  const rows = await writer.unfinishedOfRejection(id);
  if (rows.some((row) => row.state === 'running') || item.state.kind === 'sending')
    throw new AppError(
      'conflict',
      'on_its_way',
      `The rejection of ${item.label} is on its way, or its answer was lost: Clipdesk first finds out what became of it.`,
    );
  const items = rejection.items.filter((each) => each.path !== path);
  if (!items.some(isOpen)) for (const row of rows) await writer.removeQueueItem(row.id);
  if (items.length === 0) await writer.removeRejection(id);
  else await writer.putRejection({ ...rejection, items });
}
