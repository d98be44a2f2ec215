import type { ErrorData, RejectedEntry, WaitingRoom } from '../../../preload/contract/index.ts';
import type { WorkflowAccountRecord } from '../../ports/store.ts';
import type { RejectionRecord, WaitingListRecord } from '../../ports/workflow-records.ts';
import { isOpen } from './rejection-states.ts';
import { sitePicture } from './site-picture-address.ts';

/** Rejections that arrived longer ago are not shown. */
const shownFor = 7 * 24 * 60 * 60 * 1000;

const noPermission =
  'Nothing waits for approval. The server shows only what this user may publish: an empty list can also mean that the permission is missing.';

function entries(rejection: RejectionRecord): readonly RejectedEntry[] {
  const { id, accountId, reason, scheduledDate, at } = rejection;
  return rejection.items.map(({ path, label, category, isPicture, mark, state }) => ({
    rejection: id,
    path,
    label,
    category,
    reason,
    scheduledDate,
    at,
    state,
    picture: isPicture ? sitePicture(accountId, path, mark) : '',
  }));
}

/** What the window and the command line see of a site. Pure. */
export function waitingRoom(
  { id, site }: WorkflowAccountRecord,
  list: WaitingListRecord | null,
  rejections: readonly RejectionRecord[],
  now: number,
  trouble: ErrorData | null,
): WaitingRoom {
  const all = rejections
    .filter((rejection) => rejection.site === site)
    .flatMap(entries)
    .toSorted((one, other) => other.at - one.at);
  const current = list?.site === site ? list : null;
  const open = new Map(all.filter(isOpen).map((entry) => [entry.path, entry]));
  const items = (current?.items ?? []).map((item) => ({
    ...item,
    rejected: open.get(item.path) ?? null,
    picture: item.isPicture ? sitePicture(id, item.path, item.mark) : '',
  }));
  const listed = new Set(items.map(({ path }) => path));
  return {
    accountId: id,
    site,
    items,
    rejected: all.filter((entry) => (isOpen(entry) ? !listed.has(entry.path) : now - entry.at < shownFor)),
    readAt: current?.readAt ?? null,
    trouble,
    notice: current !== null && items.length === 0 ? noPermission : '',
  };
}
