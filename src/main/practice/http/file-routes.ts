import { z } from 'zod';
import { isRejected } from '../redo-job.ts';
import type { StudioParts } from '../studio-parts.ts';
import { fileDocument, listedFileDocument, reviewFileDocument } from './documents.ts';
import { fileByName, idOf, jobOf, jobWithFiles } from './lookup.ts';
import { noFilesToUpdate, Refusal } from './refusal.ts';
import { tagList } from './request-body.ts';
import { noContent, ok, type Route } from './route.ts';

const properties = z.object({
  name: z.string().nullish(),
  description: z.string().nullish(),
  remark: z.string().nullish(),
  tags: tagList.nullish(),
});

/** Lists and properties of a job's files. */
export function fileRoutes(parts: StudioParts): readonly Route[] {
  const { register } = parts;
  return [
    {
      operation: 'files',
      method: 'GET',
      path: '/jobs/{id}/files',
      async answer(request) {
        const { files } = await jobWithFiles(parts, request);
        return ok({ files: files.map((file) => listedFileDocument(parts, file)) });
      },
    },
    {
      operation: 'filesForReview',
      method: 'GET',
      path: '/jobs/{id}/filesforreview',
      async answer(request) {
        const { files } = await jobWithFiles(parts, request);
        return ok({ files: files.map((file) => reviewFileDocument(parts, file)) });
      },
    },
    {
      operation: 'file',
      method: 'GET',
      path: '/jobs/{id}/files/{fileName}',
      async answer(request) {
        const file = fileByName((await jobWithFiles(parts, request)).files, request);
        if (file === null) throw new Refusal(404);
        return ok(fileDocument(parts, file));
      },
    },
    {
      operation: 'updateFile',
      method: 'PUT',
      path: '/jobs/{id}/files/{fileName}',
      async answer(request) {
        const file = fileByName((await jobWithFiles(parts, request)).files, request);
        const read = properties.safeParse(request.members);
        if (file === null || !read.success) throw noFilesToUpdate();
        const { remark, tags } = read.data;
        register.putFile({ ...file, remark: remark ?? file.remark, tags: tags ?? file.tags });
        return noContent;
      },
    },
    {
      operation: 'fileExtended',
      method: 'GET',
      path: '/jobs/{id}/filesextended/{fileId}',
      async answer(request) {
        const { files } = await jobWithFiles(parts, request);
        const id = idOf(request.parameters['fileId']);
        const file = files.find((each) => each.id === id);
        if (!file) throw new Refusal(404);
        return ok(fileDocument(parts, file));
      },
    },
    {
      operation: 'rejectedFilesCount',
      method: 'GET',
      path: '/jobs/{id}/rejectedfilescount',
      answer(request) {
        const files = register.files(jobOf(parts, request).id);
        // The shape is documented nowhere; the name says what it counts.
        return ok({ rejectedFilesCount: files.filter(isRejected).length });
      },
    },
  ];
}
