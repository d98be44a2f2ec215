import { z } from 'zod';
import type { RemoteJobId } from '../../../preload/contract/index.ts';
import type { RejectedJob, RejectType, RemoteFileFacts } from '../../ports/bright-river.ts';
import { countOrNull, dateOrNull, id, list, md5OrNull, tags, text } from '../http/tolerant.ts';

/** GET …/files/{fileName} and …/filesextended/{fileId}. Its address is left out: it carries the session. */
export const fileFactsSchema = z
  .object({
    fileName: text,
    size: countOrNull,
    complexityId: countOrNull,
    mD5: md5OrNull,
    status: text,
    remarkToProcessor: text,
    remarkFromProcessor: text,
    rejectionReason: text,
    tags,
    createdDate: dateOrNull,
  })
  .refine(({ fileName, size, status }) => fileName !== '' || size !== null || status !== '')
  .transform((file): RemoteFileFacts => ({
    name: file.fileName,
    size: file.size,
    md5: file.mD5,
    status: file.status,
    complexityId: file.complexityId,
    remark: file.remarkToProcessor,
    remarkFromProcessor: file.remarkFromProcessor,
    rejectionReason: file.rejectionReason,
    tags: file.tags,
    createdAt: file.createdDate,
  }));

const rejectedJob = z
  .object({ id, name: text, description: text, createdDate: dateOrNull })
  .transform((job): RejectedJob => ({
    id: job.id as RemoteJobId,
    name: job.name,
    description: job.description,
    createdAt: job.createdDate,
  }));

const rejectedJobList = list(rejectedJob);

/** GET …/rejectedjobs: `{ rejectedJobs: […] }`, null for none; a bare list is taken too. */
export const rejectedJobsSchema = z.union([
  z.object({ rejectedJobs: rejectedJobList }).transform((answer) => answer.rejectedJobs),
  z.array(rejectedJob),
]);

const count = countOrNull.refine((value) => value !== null).transform((value) => value ?? 0);

/** Names a count of rejected files may have, the surest first; two of a kind would leave open which one is meant. */
const countNames = [/reject/i, /count/i, /total|files/i];

function theCount(members: Readonly<Record<string, unknown>>): unknown {
  const counts = Object.entries(members).filter(([, value]) => count.safeParse(value).success);
  for (const wanted of countNames) {
    const [only, ...more] = counts.filter(([name]) => wanted.test(name));
    if (only !== undefined) return more.length === 0 ? only[1] : undefined;
  }
  return undefined;
}

/** GET …/rejectedfilescount: a number, or an object with a member that counts. */
export const rejectedFilesCountSchema = z
  .unknown()
  .transform((answer) =>
    typeof answer === 'object' && answer !== null && !Array.isArray(answer)
      ? theCount({ ...answer })
      : answer,
  )
  .pipe(count);

/** A list, or an object around one list; of anything else nothing can be said. */
function theList(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const lists = Object.values(answer).filter((value) => Array.isArray(value));
  return lists.length === 1 ? lists[0] : undefined;
}

const filled = z.string().trim().min(1);

const rejectType = z.union([
  filled.transform((name): RejectType => ({ id: null, name })),
  z
    .object({
      id: countOrNull,
      rejectTypeId: countOrNull,
      name: filled.nullish().catch(null),
      reason: filled.nullish().catch(null),
    })
    .transform((found) => ({ id: found.id ?? found.rejectTypeId, name: found.name ?? found.reason ?? '' }))
    .refine(({ name }) => name !== ''),
]);

/** GET /accounts/me/rejecttypes: texts, or objects with an id and a name or reason. */
export const rejectTypesSchema = z
  .unknown()
  .transform(theList)
  .pipe(z.array(rejectType))
  .transform((types): readonly RejectType[] => types);
