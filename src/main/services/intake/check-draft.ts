import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { FileRecord, StoreReader } from '../../ports/store.ts';
import { isUnchecked, isUnlisted, leftOut } from './draft-files.ts';
import { inOrder } from './in-order.ts';
import type { IntakeParts } from './intake-parts.ts';
import { type Finding, lookInto } from './look-into.ts';

/** Looks at once; decoding is bounded by the images themselves, this bounds the reading. */
const width = 3;
const ahead = 64;

function contentKey(file: Pick<FileRecord, 'md5' | 'size'>): string | null {
  return file.md5 === null ? null : `${file.md5} ${String(file.size)}`;
}

/** Finds pictures of the same bytes within one job. */
export class KnownContents {
  readonly #byContent = new Map<string, FileId[]>();

  constructor(files: Iterable<FileRecord>) {
    for (const file of files) this.add(file);
  }

  add(file: FileRecord): void {
    const key = contentKey(file);
    if (key === null) return;
    const known = this.#byContent.get(key);
    if (known) known.push(file.id);
    else this.#byContent.set(key, [file.id]);
  }

  /** The picture that already goes with the same bytes; null when there is none. */
  async twin(file: FileId, finding: Finding, reader: StoreReader): Promise<FileRecord | null> {
    const key = contentKey(finding);
    for (const id of key === null ? [] : (this.#byContent.get(key) ?? [])) {
      if (id === file) continue;
      const other = await reader.file(id);
      if (other !== null && other.state.kind !== 'left-out' && other.state.kind !== 'at-server') return other;
    }
    return null;
  }
}

/** The record with what was found; of two pictures with the same bytes the one that is there first goes. */
export function withFinding(file: FileRecord, finding: Finding, twin: FileRecord | null): FileRecord {
  const record = { ...file, ...finding, modifiedAt: finding.modifiedAt || file.modifiedAt };
  if (finding.state.kind !== 'draft' || twin === null) return record;
  return { ...record, state: leftOut('duplicate', `The same picture as ${twin.name}, byte for byte.`) };
}

/** Looks into everything listed that nobody has looked into yet, and writes what it finds in the files' order. */
export async function checkDraft(
  parts: IntakeParts,
  job: JobId,
  signal: AbortSignal,
  changed: (files: readonly FileId[]) => void,
): Promise<void> {
  const files = await parts.store.read.files(job);
  const unchecked = files
    .filter((file) => isUnchecked(file) && !isUnlisted(file))
    .sort((left, right) => left.position - right.position);
  const contents = new KnownContents(files);
  await inOrder(
    unchecked,
    { width, ahead, signal },
    (file) => lookInto(parts, file.path ?? '', signal),
    async (ready) => {
      const written: FileId[] = [];
      await parts.store.transaction(async (writer) => {
        for (const { item, result } of ready) {
          const current = await writer.file(item.id);
          // Left out, or looked at again, while it was being checked: that was newer.
          if (current === null || !isUnchecked(current)) continue;
          const record = withFinding(current, result, await contents.twin(item.id, result, writer));
          await writer.putFile(record);
          contents.add(record);
          written.push(item.id);
        }
      });
      changed(written);
    },
  );
}
