import { z } from 'zod';

/** A point on a picture as fractions 0..1 from the top left (named percent in the documents). */
const position = z.object({ xPercent: z.number(), yPercent: z.number() });

const reject = z.object({
  imageId: z.int(),
  customRejection: z.string(),
  rejects: z.array(z.object({ reason: z.string(), positions: z.array(position) })),
});

/** What a client rejected on one file, as `reviews` of GET …/files shows it. */
const review = z.object({ fileId: z.int(), rejects: z.array(reject) });

const result = z.object({
  id: z.int(),
  name: z.string(),
  size: z.int(),
  /** Lower-case hex. */
  md5: z.string(),
  /** Whose CLIPPED folder holds it: a redo job shows pictures of its parent. */
  jobId: z.int(),
  createdAt: z.number(),
});

/** One original of a job with everything that became of it. Instants are milliseconds since the epoch. */
export const fileSchema = z.object({
  id: z.int(),
  jobId: z.int(),
  name: z.string(),
  /** Bytes on the disk now: smaller than the client's file while only a part has arrived. */
  size: z.int(),
  modifiedAt: z.number(),
  /** Lower-case hex. */
  md5: z.string(),
  createdAt: z.number(),
  remark: z.string().nullable(),
  remarkFromProcessor: z.string().nullable(),
  tags: z.array(z.string()),
  acceptedByUser: z.boolean().nullable(),
  reviewedAt: z.number().nullable(),
  review: review.nullable(),
  previousReview: review.nullable(),
  timesRejected: z.int(),
  results: z.array(result),
  previousResults: z.array(result),
  /** Set when production looked at it, also when nothing came of it. */
  worked: z.boolean(),
});

export const jobSchema = z.object({
  id: z.int(),
  guid: z.string(),
  status: z.string(),
  statusSince: z.number(),
  createdAt: z.number(),
  name: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  invoiceReference: z.string().nullable(),
  isTest: z.boolean(),
  /** `YYYYMMDD`, the first part of its storage path. */
  day: z.string(),
  parentJobId: z.int().nullable(),
  /** Pictures counted when the offer was made; null before. */
  offeredFiles: z.int().nullable(),
  sentAt: z.number().nullable(),
  acceptedAt: z.number().nullable(),
  orderedAt: z.number().nullable(),
  productionAt: z.number().nullable(),
  deliveredAt: z.number().nullable(),
  reviewedAt: z.number().nullable(),
  cancelledAt: z.number().nullable(),
});

/** Who may come in, and where: made once per home, the same after every start. */
export const identitySchema = z.object({
  clientToken: z.string(),
  sessionToken: z.string(),
  accountId: z.int(),
  ftpUser: z.string(),
  ftpPassword: z.string(),
  /** PEM. */
  certificate: z.string(),
  privateKey: z.string(),
  port: z.int().nullable(),
  ftpPort: z.int().nullable(),
  /** The last numbers given to a job and to a picture. */
  lastJobId: z.int(),
  lastImageId: z.int(),
});

export type StudioJob = z.infer<typeof jobSchema>;
export type StudioFile = z.infer<typeof fileSchema>;
export type StudioResult = z.infer<typeof result>;
export type StudioReview = z.infer<typeof review>;
export type StudioReject = z.infer<typeof reject>;
export type Identity = z.infer<typeof identitySchema>;
