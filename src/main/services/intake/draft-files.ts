import type { FileId, JobId, LeftOutReason } from '../../../preload/contract/index.ts';
import type { FileRecord, FileState } from '../../ports/store.ts';
import type { TravelName } from './travel-names.ts';

/** Distance between the positions of two dropped things: room for everything a dropped folder holds. */
export const positionStep = 1_000_000;

/** A dropped path that was not listed yet: it becomes the first file found below it. */
export function isUnlisted(file: FileRecord): boolean {
  return isUnchecked(file) && file.modifiedAt === 0;
}

/** Listed or not, nobody has looked into it yet. */
export function isUnchecked(file: FileRecord): boolean {
  return file.state.kind === 'draft' && file.format === '' && file.path !== null;
}

export function leftOut(reason: LeftOutReason, sentence: string): FileState {
  return { kind: 'left-out', reason, sentence };
}

export function newDraftFile(values: {
  readonly id: FileId;
  readonly jobId: JobId;
  readonly position: number;
  readonly path: string;
  readonly sourceName: string;
  readonly travel: TravelName;
  readonly size: number;
  readonly modifiedAt: number;
  readonly state: FileState;
}): FileRecord {
  const { travel, ...rest } = values;
  return {
    ...rest,
    name: travel.name,
    note: travel.note,
    md5: null,
    format: '',
    remark: '',
    tags: [],
    remoteId: null,
    remoteSize: null,
    returned: false,
    decision: null,
    download: null,
  };
}
