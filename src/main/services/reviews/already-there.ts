import type { RemoteFile } from '../../ports/bright-river.ts';
import type { DecisionRecord } from '../../ports/store.ts';

const sorted = (words: Iterable<string>): string => JSON.stringify([...new Set(words)].sort());

/**
 * True when the service's list says of these results what the decision says: its answer was lost on the way here, and
 * saying it again would say it twice. Pure.
 */
export function isAlreadyThere({ verdict }: DecisionRecord, file: RemoteFile): boolean {
  if (verdict.kind === 'accept') return file.acceptedByUser === true;
  if (!file.isRejected) return false;
  const judged = new Set(file.rejects.map(({ imageId }) => imageId));
  if (file.results.length === 0 || !file.results.every(({ imageId }) => judged.has(imageId))) return false;
  const reasons = file.rejects.flatMap((reject) => reject.reasons.map(({ reason }) => reason));
  const remarks = file.rejects.map(({ remark }) => remark.trim());
  return (
    sorted(reasons) === sorted(verdict.reasons.map(({ reason }) => reason)) &&
    remarks.every((remark) => remark === verdict.remark.trim())
  );
}
