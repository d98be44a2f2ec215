import type { ServiceFileFacts } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { FileRecord, JobRecord } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';

/**
 * What the service itself says of one file of a job: by its number (GET …/filesextended/{fileId}), else by its name
 * (GET …/files/{fileName}).
 * @throws AppError when the job is not there yet, or the service cannot be asked or does not know the file
 */
export async function serviceFacts(
  connections: Connections,
  job: JobRecord,
  file: FileRecord,
): Promise<ServiceFileFacts> {
  const { remoteId } = job;
  if (remoteId === null)
    throw new AppError('conflict', 'not_created', 'The job does not exist at the service yet.');
  const { signal } = new AbortController();
  const byName = (): Promise<ServiceFileFacts> =>
    connections.ask(job.accountId, (api) => api.file(remoteId, file.name, signal));
  const number = file.remoteId;
  if (number === null) return byName();
  try {
    return await connections.ask(job.accountId, (api) => api.fileExtended(remoteId, number, signal));
  } catch (thrown) {
    const { action } = toAppError(thrown);
    if (action === 'sign-in' || action === 'retry') throw thrown;
    return byName();
  }
}
