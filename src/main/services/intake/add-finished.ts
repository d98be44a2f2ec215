import { basename } from 'node:path';
import type { FileId, JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileRecord } from '../../ports/store.ts';
import { sendAdded } from '../transfers/send-added.ts';
import { newDraftFile, positionStep } from './draft-files.ts';
import type { IntakeParts } from './intake-parts.ts';
import { firstThatGoes, KnownContents } from './known-contents.ts';
import { lookInto } from './look-into.ts';
import { TravelNames } from './travel-names.ts';

/** What became of a finished picture of a watch folder. */
export type AddedFile = 'added' | 'duplicate' | 'refused';

/**
 * Adds one finished picture to a draft, or sends it with a job whose pictures are still going. Its bytes are looked at once more; the same bytes never go twice, and a name that
 * is taken gets another one.
 * @param name the name it should travel under
 * @throws AppError `picture_not_fit` (person) with what is wrong with it: it may be looked at again later
 */
export async function addFinished(
  parts: IntakeParts,
  job: JobId,
  path: string,
  name: string,
  added: (file: FileId) => void,
): Promise<AddedFile> {
  const { signal } = new AbortController();
  const finding = await lookInto(parts, path, signal);
  // It was finished a moment ago: a drive that stumbles or a program that writes again is no last word on the picture.
  if (finding.state.kind === 'left-out')
    throw new AppError('person', 'picture_not_fit', finding.state.sentence);
  const id = parts.newId() as FileId;
  const before = await parts.store.read.files(job);
  const known = new Set(before.map((file) => file.id));
  const contents = new KnownContents(parts.files, before);
  const twins = await contents.twins({ ...finding, id, path }, signal);
  const outcome = await parts.store.transaction(async (writer): Promise<AddedFile | 'compare-again'> => {
    const record = await writer.job(job);
    if (record === null || (record.stage !== 'draft' && record.stage !== 'sending')) return 'refused';
    const files = await writer.files(job);
    if ((await firstThatGoes(twins, writer)) !== null) return 'duplicate';
    // Another process may watch the same folder, and have added it while this one compared.
    if (files.some((file) => !known.has(file.id) && file.size === finding.size)) return 'compare-again';
    const position = files.reduce((most, file) => Math.max(most, file.position), -positionStep) + 1;
    const travel = new TravelNames(files.map((file) => file.name)).give(name, path);
    const file: FileRecord = {
      ...newDraftFile({
        id,
        jobId: job,
        position: Math.max(position, 0),
        path,
        sourceName: basename(path),
        travel,
        size: finding.size,
        modifiedAt: finding.modifiedAt,
        state: finding.state,
      }),
      md5: finding.md5,
      format: finding.format,
    };
    if (record.stage === 'draft') await writer.putFile(file);
    else await sendAdded(writer, record, file, parts.clock.now(), parts.newId);
    return 'added';
  });
  if (outcome === 'compare-again') return addFinished(parts, job, path, name, added);
  if (outcome === 'added') added(id);
  return outcome;
}
