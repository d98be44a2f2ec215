import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StudioJob } from '../data/studio-data.ts';
import { acceptable, cancellable, closable } from '../line/status-steps.ts';
import { closeJob } from '../redo-job.ts';
import type { StudioParts } from '../studio-parts.ts';
import { studioDay, zonelessDate } from './dates.ts';
import { createJobDocument, jobDocument } from './documents.ts';
import { jobOf, jobWithFiles } from './lookup.ts';
import { invalidParameter, nameRequired } from './refusal.ts';
import { optional, required, tagList, truth, type Members } from './request-body.ts';
import { created, noContent, ok, type Route } from './route.ts';

const text = z.string();

/** POST and PUT /jobs share these; `name` that is there but empty is custom error 5. */
function described(members: Members) {
  const name = required(members, 'name', text);
  if (name.trim() === '') throw nameRequired();
  return {
    name,
    description: required(members, 'description', text),
    tags: optional(members, 'tags', tagList),
    invoiceReference: optional(members, 'invoiceReference', text),
  };
}

const fileRemarks = z.array(
  z.object({
    fileName: z.string(),
    remark: z.string().nullish(),
    tags: tagList.nullish(),
  }),
);

/** Actions that the documents allow in some statuses only: else 400. */
function mustBeIn(job: StudioJob, statuses: ReadonlySet<string>): void {
  if (!statuses.has(job.status)) throw invalidParameter('id', job.id);
}

/** Jobs and their way: create, read, offer, cancel, close, redo jobs. */
export function jobRoutes(parts: StudioParts): readonly Route[] {
  const { register, storage, line, clock } = parts;
  return [
    {
      operation: 'createJob',
      method: 'POST',
      path: '/jobs',
      async answer({ members }) {
        const { tags, ...facts } = described(members);
        const now = clock.now();
        const job: StudioJob = {
          id: register.newJobId(),
          guid: randomUUID(),
          status: 'CJ_NEW',
          statusSince: now,
          createdAt: now,
          ...facts,
          tags: tags ?? [],
          isTest: optional(members, 'isTest', truth) ?? false,
          day: studioDay(now),
          parentJobId: null,
          offeredFiles: null,
          sentAt: null,
          acceptedAt: null,
          orderedAt: null,
          productionAt: null,
          deliveredAt: null,
          reviewedAt: null,
          cancelledAt: null,
        };
        await storage.makeFolders(job);
        register.putJob(job);
        return created(createJobDocument(parts, job));
      },
    },
    {
      operation: 'updateJob',
      method: 'PUT',
      path: '/jobs/{id}',
      answer(request) {
        const job = jobOf(parts, request);
        const { tags, ...facts } = described(request.members);
        register.putJob({ ...job, ...facts, tags: tags ?? job.tags });
        return noContent;
      },
    },
    {
      operation: 'job',
      method: 'GET',
      path: '/jobs/{id}',
      answer: async (request) => ok(jobDocument(parts, (await jobWithFiles(parts, request)).job)),
    },
    {
      operation: 'status',
      method: 'GET',
      path: '/jobs/{id}/status',
      answer: (request) => ok({ status: jobOf(parts, request).status }),
    },
    {
      operation: 'requestOffer',
      method: 'POST',
      path: '/jobs/{id}/requestoffer',
      async answer(request) {
        const remarks = optional(request.members, 'files', fileRemarks) ?? [];
        const { job, files } = await jobWithFiles(parts, request);
        mustBeIn(job, new Set(['CJ_NEW']));
        // An offer over nothing is none.
        if (files.length === 0) throw invalidParameter('id', job.id);
        register.together(() => {
          for (const { fileName, remark, tags } of remarks) {
            const file = files.find((each) => each.name === fileName.normalize('NFC'));
            if (!file) throw invalidParameter('files', fileName);
            register.putFile({ ...file, remark: remark ?? file.remark, tags: tags ?? file.tags });
          }
          line.move(job, 'CJ_REQUEST_OFFER', { sentAt: clock.now(), offeredFiles: files.length });
        });
        return noContent;
      },
    },
    {
      operation: 'acceptOffer',
      method: 'POST',
      path: '/jobs/{id}/acceptoffer',
      answer(request) {
        const job = jobOf(parts, request);
        mustBeIn(job, acceptable);
        const now = clock.now();
        line.move(job, 'CJ_ACCEPT', { acceptedAt: now, orderedAt: now });
        return noContent;
      },
    },
    {
      operation: 'cancel',
      method: 'POST',
      path: '/jobs/{id}/cancel',
      answer(request) {
        const job = jobOf(parts, request);
        mustBeIn(job, cancellable);
        line.move(job, 'CJ_USER_CANCELED', { cancelledAt: clock.now() });
        return noContent;
      },
    },
    {
      operation: 'close',
      method: 'POST',
      path: '/jobs/{id}/close',
      async answer(request) {
        const job = jobOf(parts, request);
        mustBeIn(job, closable);
        await closeJob(parts, job);
        return noContent;
      },
    },
    {
      operation: 'rejectedJobs',
      method: 'GET',
      path: '/jobs/{id}/rejectedjobs',
      answer(request) {
        const { id } = jobOf(parts, request);
        return ok({
          rejectedJobs: register
            .jobs()
            .filter((job) => job.parentJobId === id)
            .map((job) => ({
              id: job.id,
              createdDate: zonelessDate(job.createdAt),
              name: job.name,
              description: job.description,
            })),
          _type: 'GetRejectedJobsResponseBody',
        });
      },
    },
  ];
}
