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

/** `previousReviews`: null in every example; read as one object like `reviews`, or as a list of such. */
const pastReview = z
  .object({ rejects: list(reject), reviewDate: dateOrNull })
  .transform((found): RemoteReview => ({
    at: found.reviewDate,
    rejects: found.rejects.filter((entry) => entry !== null),
  }));

const pastReviews = z
  .union([z.array(pastReview.nullable().catch(null)), pastReview.transform((found) => [found])])
  .nullish()
  .catch(null)
  .transform((found) => (found ?? []).filter((entry) => entry !== null));

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
