import { z } from 'zod';
import type { ImageId, Pin, RemoteFileId } from '../../../preload/contract/index.ts';
import type { RemoteFile, RemoteImage, RemoteReject, RemoteReview } from '../../ports/bright-river.ts';
import {
  addressOrNull,
  countOrNull,
  dateOrNull,
  flag,
  flagOrNull,
  id,
  list,
  md5OrNull,
  tags,
  text,
  textOrNull,
} from '../http/tolerant.ts';

const image = z
  .object({
    imageId: id,
    fileName: textOrNull,
    thumbnail: addressOrNull,
    preview: addressOrNull,
    real: addressOrNull,
    downloadUrl: addressOrNull,
  })
  .transform((picture): RemoteImage => ({
    imageId: picture.imageId as ImageId,
    name: picture.fileName,
    thumbnailUrl: picture.thumbnail,
    previewUrl: picture.preview,
    fullUrl: picture.real,
    downloadUrl: picture.downloadUrl,
  }));

const images = list(image.nullable().catch(null)).transform((found) =>
  found.filter((picture) => picture !== null),
);

/** An original with nothing but empty members stands for "no original" (an extra result). */
const original = image
  .nullish()
  .catch(null)
  .transform((picture) => {
    if (picture === null || picture === undefined) return null;
    const says = [
      picture.name,
      picture.thumbnailUrl,
      picture.previewUrl,
      picture.fullUrl,
      picture.downloadUrl,
    ];
    return says.some((member) => member !== null) ? picture : null;
  });

/** Named percent, but fractions 0..1 from the top left in every example of the documents. */
const position = z
  .object({ xPercent: z.number(), yPercent: z.number() })
  .transform(({ xPercent, yPercent }): Pin => ({ x: xPercent, y: yPercent, radius: null }))
  .nullable()
  .catch(null);

const reason = z.object({ reason: text, positions: list(position) }).transform(({ reason, positions }) => ({
  reason,
  pins: positions.filter((pin) => pin !== null),
}));

const reject = z
  .object({ imageId: id, customRejection: text, rejects: list(reason) })
  .transform((found): RemoteReject => ({
    imageId: found.imageId as ImageId,
    remark: found.customRejection,
    reasons: found.rejects,
  }))
  .nullable()
  .catch(null);

/** `reviews`: null or one object. */
const review = z
  .object({ rejects: list(reject) })
  .nullish()
  .catch(null)
  .transform((found) => (found?.rejects ?? []).filter((entry) => entry !== null));

/** A review with what was rejected in it, by itself or within `reviews` as a file has it. */
const pastReview = z
  .object({ rejects: list(reject), reviews: review, reviewDate: dateOrNull })
  .transform((found): RemoteReview => ({
    at: found.reviewDate,
    rejects: [...found.rejects.filter((entry) => entry !== null), ...found.reviews],
  }));

/** What was rejected, listed without a review around it: nothing says when. */
const pastReject = reject.transform((found): RemoteReview | null =>
  found === null ? null : { at: null, rejects: [found] },
);

const pastEntry = z
  .unknown()
  .transform(
    (entry): RemoteReview | null => pastReject.parse(entry) ?? pastReview.safeParse(entry).data ?? null,
  );

/**
 * `previousReviews` has no documented shape: it is null in every example. Read as one review like `reviews`, as a list of
 * such, or as a list of what was rejected; anything else counts as nothing said, and what is here already stays.
 */
const pastReviews = z
  .unknown()
  .optional()
  .transform((found) => {
    const listed: readonly unknown[] = Array.isArray(found) ? found : [found];
    const entries = listed.map((entry) => pastEntry.parse(entry)).filter((entry) => entry !== null);
    const bare = entries.filter(({ at, rejects }) => at === null && rejects.length === 1);
    // Rejects listed one by one belong to one review.
    return bare.length > 1 && bare.length === entries.length
      ? [{ at: null, rejects: bare.flatMap(({ rejects }) => rejects) }]
      : entries;
  });

const file = z
  .object({
    id,
    fileName: text,
    isOriginal: flagOrNull,
    isExtraClipped: flag,
    size: countOrNull,
    mD5: md5OrNull,
    status: textOrNull,
    remarkToProcessor: text,
    remarkFromProcessor: text,
    tags,
    isRejected: flag,
    acceptedByUser: flagOrNull,
    isReviewed: flag,
    timesRejected: countOrNull,
    createdDate: dateOrNull,
    original,
    clipped: images,
    previousClipped: images,
    reviews: review,
    rejectionReason: text,
    reviewDate: dateOrNull,
    previousReviews: pastReviews,
    downloadUrl: addressOrNull,
  })
  .transform((found): RemoteFile => ({
    id: found.id as RemoteFileId,
    name: found.fileName,
    isOriginal: found.isOriginal ?? !found.isExtraClipped,
    isExtra: found.isExtraClipped,
    size: found.size,
    md5: found.mD5,
    status: found.status,
    remark: found.remarkToProcessor,
    remarkFromProcessor: found.remarkFromProcessor,
    tags: found.tags,
    isRejected: found.isRejected,
    acceptedByUser: found.acceptedByUser,
    isReviewed: found.isReviewed,
    timesRejected: found.timesRejected ?? 0,
    createdAt: found.createdDate,
    original: found.original,
    results: found.clipped,
    previousResults: found.previousClipped,
    rejects: found.reviews,
    rejectionReason: found.rejectionReason,
    reviewedAt: found.reviewDate,
    previousReviews: found.previousReviews,
    downloadUrl: found.downloadUrl,
  }));

/** GET /jobs/{id}/files and …/filesforreview: `{ files: […] }`, with null for none. */
export const filesSchema = z.object({ files: list(file) }).transform(({ files }) => files);
