import type { FileId, RemoteFileId } from '../../../preload/contract/index.ts';
import type { RemoteFile } from '../../ports/bright-river.ts';
import type { FileRecord, JobRecord, ReviewRecord } from '../../ports/store.ts';
import { hasReturned } from '../reviews/review-records.ts';

function decisionAtServer(file: RemoteFile): FileRecord['decision'] {
  if (file.acceptedByUser === true) return 'accepted';
  if (file.isRejected || (file.acceptedByUser === false && file.isReviewed)) return 'rejected';
  return null;
}

const nameOf = ({ name }: Pick<RemoteFile, 'name'>): string => name.normalize('NFC');

/** Whether nothing speaks against a listed file being the picture as it was sent. */
function isWhole(listed: RemoteFile, sent: FileRecord): boolean {
  const isOther = listed.md5 !== null && sent.md5 !== null && listed.md5 !== sent.md5;
  return !isOther && (listed.size === null || listed.size === sent.size);
}

/**
 * Which record each listed file belongs to: by the service's id, else by name. A service that keeps a damaged picture
 * beside the one that was sent again lists both under one name: the record stays with the whole one.
 */
function ownersOf(
  known: readonly FileRecord[],
  remote: readonly RemoteFile[],
): ReadonlyMap<RemoteFile, FileRecord> {
  const byRemoteId = new Map(
    known.flatMap((file) => (file.remoteId === null ? [] : [[file.remoteId, file] as const])),
  );
  const owners = new Map<RemoteFile, FileRecord>();
  const listedOf = new Map<FileRecord, RemoteFile>();
  for (const file of remote) {
    const owner = byRemoteId.get(file.id);
    if (owner === undefined) continue;
    owners.set(file, owner);
    listedOf.set(owner, file);
  }
  const byName = Map.groupBy(remote, nameOf);
  for (const record of known) {
    if (record.state.kind === 'left-out') continue;
    const before = listedOf.get(record);
    if (before !== undefined && (record.path === null || isWhole(before, record))) continue;
    const free = (byName.get(nameOf(record)) ?? []).filter((file) => !owners.has(file));
    const better = free.find((file) => isWhole(file, record));
    const chosen = better ?? (before === undefined ? free.at(-1) : undefined);
    if (chosen === undefined) continue;
    if (before !== undefined) owners.delete(before);
    owners.set(chosen, record);
  }
  return owners;
}

/**
 * Matches the service's list with the files of a job: by the service's id, else by name. Originals nobody here knows
 * (sent from elsewhere, or of a job added by number) become files of their own, so that the counts are true.
 * @returns only the records that changed or are new
 */
export function matchRemoteFiles(options: {
  readonly job: JobRecord;
  readonly known: readonly FileRecord[];
  readonly remote: readonly RemoteFile[];
  readonly reviews: readonly ReviewRecord[];
  /** Files somebody here has decided on: what the person said counts until the server has it. */
  readonly decidedHere: ReadonlySet<RemoteFileId>;
  readonly newId: () => string;
}): readonly FileRecord[] {
  const { job, known, remote, reviews, decidedHere, newId } = options;
  const owners = ownersOf(known, remote);
  const returned = new Set(reviews.filter(hasReturned).map((review) => review.fileId));
  const changed: FileRecord[] = [];
  let position = known.reduce((most, file) => Math.max(most, file.position + 1), 0);

  for (const file of remote) {
    const found = owners.get(file);
    const back = returned.has(file.id);
    const decision = decidedHere.has(file.id) ? (found?.decision ?? null) : decisionAtServer(file);
    if (found) {
      const next: FileRecord = {
        ...found,
        remoteId: file.id,
        remoteSize: file.size,
        returned: back,
        decision,
      };
      if (
        found.remoteId !== next.remoteId ||
        found.remoteSize !== next.remoteSize ||
        found.returned !== next.returned ||
        found.decision !== next.decision
      )
        changed.push(next);
    } else {
      changed.push({
        id: newId() as FileId,
        jobId: job.id,
        position: position++,
        path: null,
        sourceName: '',
        name: file.name,
        size: file.size ?? 0,
        modifiedAt: 0,
        md5: file.md5,
        format: '',
        note: file.isExtra ? 'An extra result without an original.' : '',
        remark: file.remark,
        tags: file.tags,
        state: { kind: 'at-server' },
        remoteId: file.id,
        remoteSize: file.size,
        returned: back,
        decision,
        download: null,
      });
    }
  }
  return changed;
}
