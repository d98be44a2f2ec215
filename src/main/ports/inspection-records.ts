import type { ImageId, Instant, JobId } from '../../preload/contract/index.ts';
import type { PictureMeasures, PictureReading } from './inspector.ts';

/** What was found out about one picture of a job; kept so that it is looked into once per version. */
export interface InspectionRecord {
  readonly jobId: JobId;
  readonly imageId: ImageId;
  /** The version mark it was seen under; empty for originals. Another one means: look again. */
  readonly version: string;
  /** Null when it could not be read as a picture. */
  readonly reading: PictureReading | null;
  /** Null when it cannot be decoded here, or did not need to be. */
  readonly measures: PictureMeasures | null;
  /** Names of the embedded paths, the clipping path first. */
  readonly paths: readonly { readonly name: string; readonly isClippingPath: boolean }[];
  /** How a result compares with its original; null when there was nothing to compare. */
  readonly likeOriginal: 'same-file' | 'same-picture' | 'different' | null;
  readonly at: Instant;
}
