import { z } from 'zod';
import type { StudioFile, StudioJob, StudioReject } from '../data/studio-data.ts';
import { reviewable } from '../line/status-steps.ts';
import { isRejected } from '../redo-job.ts';
import type { StudioParts } from '../studio-parts.ts';
import { fileByName, fileById, idOf, jobOf } from './lookup.ts';
import { invalidParameter, Refusal } from './refusal.ts';
import { optional, required, truth } from './request-body.ts';
import { noContent, ok, type Route } from './route.ts';

/** The studio's own standard reasons; the real list belongs to the account. */
export const rejectTypes = [
  'Clipping path',
  'Cropping',
  'Shadow',
  'Color profiles',
  'Retouching',
  'Hair mask',
  'Background',
  'File format',
  'Size and alignment',
].map((name, index) => ({ id: index + 1, name }));

const fraction = z.number().min(0).max(1);

const fileReviews = z.array(
  z.object({
    fileId: z.int(),
    rejects: z
      .array(
        z.object({
          imageId: z.int(),
          customRejection: z.string().nullish(),
          rejects: z
            .array(
              z.object({
                reason: z.string().min(1),
                positions: z.array(z.object({ xPercent: fraction, yPercent: fraction })).nullish(),
              }),
            )
            .nullish(),
        }),
      )
      .nullish(),
  }),
);

const jobReviews = z.array(z.object({ reason: z.string().min(1) })).min(1);

const rejectionReasons = z.object({
  rejections: z.array(
    z.object({
      rejectTypeId: z.int(),
      instruction: z
        .object({
          shape: z.literal('Circle'),
          coordinates: z.object({ x: z.number(), y: z.number(), r: z.number() }),
        })
        .nullish(),
      remark: z.string().nullish(),
    }),
  ),
  generalRemark: z.string().nullish(),
});

/** The page of POST /reject shows no body: this is what Clipdesk assumes. */
const assumedReject = z.object({
  jobId: z.union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ]),
  files: z.array(z.object({ fileId: z.int(), reason: z.string().min(1) })).min(1),
});

type FileReviews = z.infer<typeof fileReviews>;

/** Accepting and rejecting what came back. */
export function reviewRoutes(parts: StudioParts): readonly Route[] {
  const { register, line, clock } = parts;

  /** The job, when its pictures may be judged now. @throws Refusal 400 */
  const toReview = (job: StudioJob): StudioJob => {
    if (!reviewable.has(job.status)) throw invalidParameter('id', job.id);
    return job;
  };

  const judged = (file: StudioFile, rejects: readonly StudioReject[] | null): StudioFile => {
    // Only what came back in this job can be judged: not the pictures of the job before, which a redo shows at first.
    if (file.results.length === 0) throw invalidParameter('fileId', file.id);
    const images = new Set(file.results.map((result) => result.id));
    for (const { imageId } of rejects ?? [])
      if (!images.has(imageId)) throw invalidParameter('imageId', imageId);
    return {
      ...file,
      acceptedByUser: rejects === null,
      reviewedAt: clock.now(),
      review: rejects === null ? null : { fileId: file.id, rejects: [...rejects] },
    };
  };

  /** Writes the verdicts down together; the job shows whether part of it was sent back. */
  const put = (job: StudioJob, files: readonly StudioFile[]): void => {
    register.together(() => {
      for (const file of files) register.putFile(file);
      if (job.status === 'CJ_WORK_PROGRESS') return;
      const status = register.files(job.id).some(isRejected) ? 'CJ_PART_REVIEWED' : 'CJ_WORK_DONE';
      if (status !== job.status) line.move(job, status);
    });
  };

  const everyResult = (file: StudioFile, reason: string): StudioReject[] =>
    file.results.map((result) => ({
      imageId: result.id,
      customRejection: '',
      rejects: [{ reason, positions: [] }],
    }));

  const asRejects = (review: FileReviews[number]): StudioReject[] =>
    (review.rejects ?? []).map((reject) => ({
      imageId: reject.imageId,
      customRejection: reject.customRejection ?? '',
      rejects: (reject.rejects ?? []).map(({ reason, positions }) => ({
        reason,
        positions: positions ?? [],
      })),
    }));

  const returned = (job: StudioJob): readonly StudioFile[] => {
    const files = register.files(job.id).filter((file) => file.results.length > 0);
    if (files.length === 0) throw invalidParameter('id', job.id);
    return files;
  };

  return [
    {
      operation: 'acceptAll',
      method: 'POST',
      path: '/jobs/{id}/accept',
      answer(request) {
        const found = jobOf(parts, request);
        const accepted = optional(request.members, 'acceptedByUser', truth) ?? true;
        if (!accepted) throw invalidParameter('acceptedByUser', 'false');
        const job = toReview(found);
        put(
          job,
          returned(job).map((file) => judged(file, null)),
        );
        return ok();
      },
    },
    {
      operation: 'reviewAll',
      method: 'POST',
      path: '/jobs/{id}/review',
      answer(request) {
        const found = jobOf(parts, request);
        const reasons = required(request.members, 'reviews', jobReviews);
        const job = toReview(found);
        put(
          job,
          returned(job).map((file) =>
            judged(
              file,
              reasons.flatMap(({ reason }) => everyResult(file, reason)),
            ),
          ),
        );
        return ok();
      },
    },
    {
      operation: 'reviewFiles',
      method: 'POST',
      path: '/jobs/{id}/files/review',
      answer(request) {
        const found = jobOf(parts, request);
        const reviews = required(request.members, 'reviews', fileReviews);
        const job = toReview(found);
        const files = register.files(job.id);
        const verdicts = reviews.map((review) => {
          const file = files.find(
            ({ id, results }) =>
              id === review.fileId || results.some((result) => result.id === review.fileId),
          );
          if (!file) throw invalidParameter('fileId', review.fileId);
          return judged(file, asRejects(review));
        });
        put(job, verdicts);
        return ok();
      },
    },
    {
      operation: 'acceptFile',
      method: 'POST',
      path: '/jobs/{id}/files/{fileId}/accept',
      answer(request) {
        const found = jobOf(parts, request);
        const file = fileById(register.files(found.id), idOf(request.parameters['fileId']));
        const job = toReview(found);
        put(job, [judged(file, null)]);
        return ok();
      },
    },
    {
      operation: 'reviewFile',
      method: 'POST',
      path: '/jobs/{id}/files/{fileId}/review',
      answer(request) {
        const found = jobOf(parts, request);
        const accepted = required(request.members, 'acceptedByUser', truth);
        const reviews = required(request.members, 'reviews', fileReviews);
        const file = fileById(register.files(found.id), idOf(request.parameters['fileId']));
        const job = toReview(found);
        const numbers = new Set([file.id, ...file.results.map((result) => result.id)]);
        for (const { fileId } of reviews) if (!numbers.has(fileId)) throw invalidParameter('fileId', fileId);
        const rejects = reviews.flatMap(asRejects);
        put(job, [judged(file, accepted ? null : rejects)]);
        return ok();
      },
    },
    {
      operation: 'rejectionReasons',
      method: 'PUT',
      path: '/jobs/{id}/files/{fileName}/rejectionreasons',
      answer(request) {
        const found = jobOf(parts, request);
        const file = fileByName(register.files(found.id), request);
        if (file === null) throw new Refusal(404);
        const read = rejectionReasons.safeParse(request.members);
        if (!read.success) throw new Refusal(400);
        const job = toReview(found);
        const remark = read.data.generalRemark ?? '';
        const rejects = file.results.map((result) => ({
          imageId: result.id,
          customRejection: remark,
          rejects: read.data.rejections.map((each) => ({
            reason: rejectTypes.find(({ id }) => id === each.rejectTypeId)?.name ?? `#${each.rejectTypeId}`,
            // Circles come in units the documents do not name; they cannot become fractions.
            positions: [],
          })),
        }));
        put(job, [judged(file, rejects)]);
        return noContent;
      },
    },
    {
      operation: 'reject',
      method: 'POST',
      path: '/reject',
      answer({ members }) {
        const read = assumedReject.safeParse(members);
        if (!read.success) throw new Refusal(400);
        const job = register.job(read.data.jobId);
        if (job === null) throw new Refusal(404);
        toReview(job);
        const verdicts = read.data.files.map(({ fileId, reason }) => {
          const file = fileById(register.files(job.id), fileId);
          return judged(file, everyResult(file, reason));
        });
        put(job, verdicts);
        return ok();
      },
    },
    {
      operation: 'rejectTypes',
      method: 'GET',
      path: '/accounts/me/rejecttypes',
      // Only its existence is documented; clients have to take any list of names.
      answer: () => ok({ rejectTypes }),
    },
  ];
}
