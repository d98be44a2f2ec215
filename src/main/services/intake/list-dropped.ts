import type { FileId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileFacts, FoundFile } from '../../ports/files.ts';
import type { FileRecord } from '../../ports/store.ts';
import { isUnlisted, leftOut, newDraftFile, positionStep } from './draft-files.ts';
import type { IntakeParts } from './intake-parts.ts';
import { TravelNames } from './travel-names.ts';

const batch = 250;

interface Seen {
  readonly found: FoundFile;
  readonly facts: FileFacts | null;
  readonly problem: AppError | null;
}

async function seen(parts: IntakeParts, found: FoundFile): Promise<Seen> {
  if (found.problem) return { found, facts: null, problem: found.problem };
  try {
    return { found, facts: await parts.files.facts(found.path), problem: null };
  } catch (thrown) {
    if (thrown instanceof AppError) return { found, facts: null, problem: thrown };
    throw thrown;
  }
}

function recordOf(
  one: Seen,
  base: Pick<FileRecord, 'id' | 'jobId' | 'position'>,
  names: TravelNames,
): FileRecord {
  return newDraftFile({
    ...base,
    path: one.found.path,
    sourceName: one.found.sourceName,
    travel: names.give(one.found.sourceName, one.found.path),
    size: one.facts?.size ?? 0,
    // A file from 1970 is still a listed one: 0 stands for what was not listed yet.
    modifiedAt: one.facts === null ? 0 : one.facts.modifiedAt || 1,
    state: one.problem === null ? { kind: 'draft' } : leftOut('unreadable', one.problem.message),
  });
}

async function emptyRoot(
  parts: IntakeParts,
  root: FileRecord,
  path: string,
  known: boolean,
): Promise<FileRecord> {
  const state = async (): Promise<FileRecord['state']> => {
    if (known) return leftOut('not-a-picture', 'Everything in this folder is in the list already.');
    const facts = await parts.files.facts(path);
    return facts.kind === 'folder'
      ? leftOut('not-a-picture', 'A folder with no file in it.')
      : leftOut('not-a-picture', 'Not a picture Clipdesk can send (a system file).');
  };
  return { ...root, state: await state() };
}

/**
 * Lists one dropped path into the register, in batches. Its own record stays the mark of an unfinished list until
 * everything below it is written; then, in the last transaction, it becomes the first file. A list that was
 * interrupted is made again and skips what is there.
 */
export async function listDropped(
  parts: IntakeParts,
  root: FileRecord,
  signal: AbortSignal,
  changed: (files: readonly FileId[]) => void,
): Promise<void> {
  if (root.path === null) return;
  const path = root.path;
  const existing = (await parts.store.read.files(root.jobId)).filter((file) => file.id !== root.id);
  const listed = existing.filter((file) => !isUnlisted(file));
  const paths = new Set(listed.map((file) => file.path));
  const names = new TravelNames(listed.map((file) => file.name));
  let position = listed.reduce(
    (highest, file) =>
      file.position > highest && file.position < root.position + positionStep ? file.position : highest,
    root.position,
  );
  let first: FileRecord | null = null;
  let skipped = 0;
  let waiting: FoundFile[] = [];

  const write = async (last: boolean): Promise<void> => {
    const found = await Promise.all(waiting.map((one) => seen(parts, one)));
    waiting = [];
    const records: FileRecord[] = [];
    for (const one of found) {
      if (first === null) {
        first = recordOf(one, { id: root.id, jobId: root.jobId, position: root.position }, names);
      } else {
        position += 1;
        const base = { id: parts.newId() as FileId, jobId: root.jobId, position };
        records.push(recordOf(one, base, names));
      }
    }
    if (last) records.push(first ?? (await emptyRoot(parts, root, path, skipped > 0)));
    signal.throwIfAborted();
    await parts.store.transaction(async (writer) => {
      const mark = await writer.file(root.id);
      // Left out by the person, or listed by another process, meanwhile: then nothing more of it is taken in.
      if (mark === null || !isUnlisted(mark)) return;
      await writer.putFiles(records);
    });
    changed(records.map((record) => record.id));
  };

  for await (const found of parts.files.walk([path], signal)) {
    if (paths.has(found.path)) {
      skipped += 1;
      continue;
    }
    waiting.push(found);
    if (waiting.length >= batch) await write(false);
  }
  await write(true);
}
