import { z } from 'zod';
import type { LibraryFile, LibraryFileType } from '../../../preload/contract/index.ts';

const types: Readonly<Record<string, LibraryFileType>> = {
  FILE_TYPE_VIDEO: 'video',
  FILE_TYPE_AUDIO: 'audio',
  FILE_TYPE_IMAGE: 'image',
  FILE_TYPE_SUBTITLE: 'subtitle',
  FILE_TYPE_DOCUMENT: 'document',
  FILE_TYPE_WEB_LINK: 'web-link',
};

/** The service's word for a type. */
export function typeWord(type: LibraryFileType): string {
  return `FILE_TYPE_${type.toUpperCase().replace('-', '_')}`;
}

/** int64 is text in protobuf's JSON; both forms are taken. */
const int64 = z
  .union([z.string().regex(/^\d{1,16}$/), z.number()])
  .transform(Number)
  .pipe(z.int().nonnegative());

const id = z.union([z.string().min(1), z.number().transform(String)]);

const uploadData = z.object({
  id,
  parts: z
    .array(
      z.object({
        // Protobuf leaves members out that are 0: the first part may have no number at all.
        part_number: int64.default(0),
        presigned_url: z.string().min(1),
      }),
    )
    .min(1),
});

/** The two official pages nest `upload_data` differently: below `file`, or beside it. */
export const sessionAnswer = z
  .object({
    file: z.object({ id, upload_data: uploadData.optional() }).optional(),
    id: id.optional(),
    upload_data: uploadData.optional(),
  })
  .transform((answer, context) => {
    const fileId = answer.file?.id ?? answer.id;
    const data = answer.file?.upload_data ?? answer.upload_data;
    if (fileId === undefined || data === undefined) {
      context.addIssue({ code: 'custom', message: 'no session', path: ['upload_data'] });
      return z.NEVER;
    }
    const parts = data.parts
      .map((part) => ({ number: part.part_number, address: part.presigned_url }))
      .sort((one, other) => one.number - other.number);
    return { fileId, uploadId: data.id, parts };
  });

const file = z
  .object({
    id,
    name: z.string().default(''),
    type: z.string().default(''),
    size: int64.nullish().catch(null),
  })
  .transform((each): LibraryFile & { readonly known: boolean } => ({
    id: each.id,
    name: each.name,
    type: types[each.type] ?? 'document',
    size: each.size ?? null,
    known: each.type in types,
  }));

export function listAnswer(asked: LibraryFileType) {
  return z
    .object({
      files: z.array(file).nullish(),
      page: z
        .object({ total_items: int64.nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .transform((answer) => ({
      files: (answer.files ?? []).map(({ known, ...each }) => ({ ...each, type: known ? each.type : asked })),
      total: answer.page?.total_items ?? null,
    }));
}

const downloadFacts = z.object({ download_uri: z.string().min(1), download_filename: z.string().nullish() });

/** The address of a file, given directly or below `file`. */
export const downloadAnswer = z.union([
  downloadFacts,
  z.object({ file: downloadFacts }).transform((answer) => answer.file),
]);

/** The details of a google.rpc.Status: only what kind they are. */
export const statusAnswer = z.object({
  message: z.string().catch(''),
  details: z.array(z.object({ '@type': z.string() })).catch([]),
});
