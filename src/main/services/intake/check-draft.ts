import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { FileRecord } from '../../ports/store.ts';
import { isUnchecked, isUnlisted, leftOut } from './draft-files.ts';
import { inOrder } from './in-order.ts';
import type { IntakeParts } from './intake-parts.ts';
import { firstThatGoes, KnownContents } from './known-contents.ts';
import { type Finding, lookInto } from './look-into.ts';

/** Looks at once; decoding is bounded by the images themselves, this bounds the reading. */
const width = 16;
const ahead = 64;
/** What was found is written for so many pictures at once, or after so many milliseconds; the rest is looked at again after a crash. */
const together = 64;
const longestUnwritten = 100;

interface Looked {
  readonly item: FileRecord;
  readonly result: Finding;
}

/** The record with what was found; of two pictures with the same bytes the one that is there first goes. */
export function withFinding(file: FileRecord, finding: Finding, twin: FileRecord | null): FileRecord {
  const { size, md5, format, state } = finding;
  const record = { ...file, size, md5, format, state, modifiedAt: finding.modifiedAt || file.modifiedAt };
  if (finding.state.kind !== 'draft' || twin === null) return record;
  return { ...record, state: leftOut('duplicate', `The same picture as ${twin.name}, byte for byte.`) };
}

/** Everything listed that nobody has looked into yet, in order. */
export function toBeChecked(files: readonly FileRecord[]): readonly FileRecord[] {
  return files
    .filter((file) => isUnchecked(file) && !isUnlisted(file))
    .sort((left, right) => left.position - right.position);
}

/**
 * Looks into everything listed that nobody has looked into yet, and writes what it finds in the files' order.
 * @param isMeant which of them; absent: all
 */
export async function checkDraft(
  parts: IntakeParts,
  job: JobId,
  signal: AbortSignal,
  changed: (files: readonly FileId[]) => void,
  isMeant: (file: FileRecord) => boolean = () => true,
): Promise<void> {
  const files = await parts.store.read.files(job);
  const unchecked = toBeChecked(files).filter(isMeant);
  const contents = new KnownContents(parts.files, files);
  let found: Looked[] = [];
  let writtenAt = parts.clock.now();

  const write = async (): Promise<void> => {
    const looked = found;
    found = [];
    const written: FileId[] = [];
    const twins = new Map<FileId, readonly FileId[]>();
    for (const { item, result } of looked) {
      if (result.state.kind !== 'draft') continue;
      const { size, modifiedAt, sample } = result;
      const known = { ...item, size, modifiedAt, md5: null, ...(sample === undefined ? {} : { sample }) };
      twins.set(item.id, await contents.twins(known, signal));
      contents.add(known);
    }
    await parts.store.transaction(async (writer) => {
      for (const { item, result } of looked) {
        const current = await writer.file(item.id);
        // Left out, or looked at again, while it was being checked: that was newer.
        if (current === null || !isUnchecked(current)) continue;
        const twin = await firstThatGoes(twins.get(item.id) ?? [], writer);
        await writer.putFile(withFinding(current, result, twin));
        written.push(item.id);
      }
    });
    writtenAt = parts.clock.now();
    changed(written);
  };

  await inOrder(
    unchecked,
    { width, ahead, signal },
    (file) => lookInto(parts, file.path ?? '', signal),
    async (ready) => {
      found.push(...ready);
      if (found.length >= together || parts.clock.now() - writtenAt >= longestUnwritten) await write();
    },
  );
  if (found.length > 0) await write();
}
