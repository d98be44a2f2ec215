import type { FileId, ImageId } from '../../../preload/contract/index.ts';
import type { FileRecord, JobRecord, ReviewRecord } from '../../ports/store.ts';
import { hasReturned } from '../reviews/review-records.ts';
import { localDate, localTime } from './local-moment.ts';
import { nameFor, type NameTemplate } from './name-template.ts';
import { ownName } from './own-names.ts';
import { numberedName } from './safe-file-name.ts';

/** One result and where it goes. */
export interface PlannedResult {
  readonly fileId: FileId;
  readonly imageId: ImageId;
  /** The result's name at the service. */
  readonly from: string;
  /** Below the folder, with `/` between the parts; no two results of a job have the same, in any letter case. */
  readonly to: string;
}

/** Names that disks without letter case, or with another way to write accents, take for one. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** A name no other result of the job has: `bag 2.png`. The first keeps the plain one. */
export function distinctName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(nameKey(name))) return name;
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  for (let number = 2; ; number += 1) {
    const candidate = folder + numberedName(name.slice(folder.length), number);
    if (!taken.has(nameKey(candidate))) return candidate;
  }
}

/** Every result of the job with its name by the template, in the order of the review room. Pure. */
export function planNames(options: {
  readonly job: JobRecord;
  readonly accountName: string;
  readonly files: readonly FileRecord[];
  readonly reviews: readonly ReviewRecord[];
  readonly template: NameTemplate;
  readonly now: number;
}): readonly PlannedResult[] {
  const { job, accountName, files, reviews, template, now } = options;
  const byRemoteId = new Map(files.map((file) => [file.remoteId, file]));
  const taken = new Set<string>();
  const planned: PlannedResult[] = [];
  for (const review of reviews) {
    const file = byRemoteId.get(review.fileId);
    if (file === undefined || !hasReturned(review)) continue;
    for (const result of review.results) {
      const values = {
        ...ownName(result.name, file.name, file.path === null ? '' : file.sourceName),
        job: job.name,
        jobid: job.remoteId === null ? '' : String(job.remoteId),
        version: String(review.version),
        date: localDate(now),
        time: localTime(now),
        number: String(review.position + 1).padStart(3, '0'),
        reference: job.invoiceReference ?? '',
        account: accountName,
      };
      const to = distinctName(nameFor(template, values), taken);
      taken.add(nameKey(to));
      planned.push({ fileId: file.id, imageId: result.imageId, from: result.name, to });
    }
  }
  return planned;
}
