import { toAppError } from '../../errors/app-error.ts';
import type { Files } from '../../ports/files.ts';
import type { Log } from '../../ports/log.ts';
import type { PartRecord, JobQueueRecord, Store } from '../../ports/store.ts';

const isFor = (part: PartRecord, item: JobQueueRecord): boolean =>
  item.payload.kind === 'download-file'
    ? item.payload.imageId === part.imageId
    : item.payload.kind === 'download-archive' && part.imageId === null;

async function sweep(store: Store, files: Files): Promise<void> {
  for (const { path, jobId } of await store.read.parts()) {
    await store.transaction(async (writer) => {
      const part = await writer.part(path);
      if (part === null || (await writer.unfinishedOf(jobId)).some((item) => isFor(part, item))) return;
      await files.remove(path);
      await writer.removePart(path);
    });
  }
}

/**
 * Removes unfinished downloads nobody will go on with: given up by a person, or finished under another name. Those whose
 * work is still in the queue, in whatever state, stay. What cannot be removed now is tried at the next start.
 */
export async function sweepParts(store: Store, files: Files, log: Log): Promise<void> {
  try {
    await sweep(store, files);
  } catch (thrown) {
    log.error('Unfinished downloads could not be removed', { code: toAppError(thrown).code });
  }
}
