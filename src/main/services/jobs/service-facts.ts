import type { ServiceFileFacts } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileRecord, JobRecord } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';

/**
 * What the service itself says of one file of a job.
 * @throws AppError when the job is not there yet, or the service cannot be asked
 */
export async function serviceFacts(
  connections: Connections,
  job: JobRecord,
  file: FileRecord,
): Promise<ServiceFileFacts> {
  const remoteId = job.remoteId;
  if (remoteId === null)
    throw new AppError('conflict', 'not_created', 'The job does not exist at the service yet.');
  const files = await connections.ask(job.accountId, (api) =>
    api.files(remoteId, new AbortController().signal),
  );
  const found = files.find((each) => each.id === file.remoteId || each.name === file.name);
  if (!found) throw new AppError('gone', 'file_gone', 'The service does not list this picture.');
  return {
    name: found.name,
    size: found.size,
    md5: found.md5,
    status: found.status ?? '',
    complexityId: null,
    remark: found.remark,
    remarkFromProcessor: found.remarkFromProcessor,
    rejectionReason: '',
    tags: found.tags,
    createdAt: found.createdAt,
  };
}
