import { z } from 'zod';
import type {
  AccountId,
  FileId,
  ImageId,
  JobId,
  LibraryUploadId,
  QueueItemId,
  RemoteFileId,
  VersionMark,
  WatchFolderId,
} from '../../preload/contract/index.ts';

/** Bounds of what one request may carry; generous for people, small for a window gone wrong. */
export const bounds = {
  paths: 20_000,
  path: 32_767,
  shortText: 500,
  longText: 20_000,
  secret: 8_192,
  address: 2_048,
  tags: 100,
  reasons: 50,
  pins: 200,
  /** Bytes per second. */
  leastRate: 10_000,
  mostRate: 10_000_000_000,
} as const;

/**
 * An id as it comes from the window: a short opaque word. The brand is given here and nowhere else on this
 * side; that the id exists is checked where it is looked up.
 */
function idSchema<Id extends string>() {
  return z
    .string()
    .min(1)
    .max(128)
    .transform((value) => value as Id);
}

export const accountId = idSchema<AccountId>();
export const libraryUploadId = idSchema<LibraryUploadId>();
export const jobId = idSchema<JobId>();
export const fileId = idSchema<FileId>();
export const queueItemId = idSchema<QueueItemId>();
export const watchFolderId = idSchema<WatchFolderId>();
export const versionMark = z
  .string()
  .max(4_096)
  .transform((value) => value as VersionMark);
export const remoteFileId = z
  .int()
  .nonnegative()
  .transform((value) => value as RemoteFileId);

export const imageId = z
  .int()
  .nonnegative()
  .transform((value) => value as ImageId);

export const shortText = z.string().max(bounds.shortText);
export const longText = z.string().max(bounds.longText);
/** A NUL would cut a path short inside the operating system: what was checked is not what would be opened. */
export const path = z
  .string()
  .min(1)
  .max(bounds.path)
  .refine((value) => !value.includes('\0'));
export const paths = z.array(path).max(bounds.paths).readonly();
export const tags = z.array(shortText).max(bounds.tags).readonly();
/** Tokens and passwords become header lines and FTP commands: a line break in one would start another. */
export const secret = z
  .string()
  .max(bounds.secret)
  .refine((value) => !/[\r\n\0]/.test(value));
