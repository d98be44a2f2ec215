import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { PracticeAddress } from '../../src/main/practice/practice-studio.ts';
import { lastPracticeAddress } from '../../src/main/practice/practice-studio.ts';

const position = z.object({ xPercent: z.number(), yPercent: z.number() });

const file = z.object({
  id: z.number(),
  fileName: z.string(),
  size: z.number(),
  mD5: z.string(),
});

const reviewFile = file.extend({
  acceptedByUser: z.boolean().nullable(),
  isRejected: z.boolean(),
  reviews: z
    .object({
      rejects: z.array(
        z.object({
          customRejection: z.string(),
          rejects: z.array(z.object({ reason: z.string(), positions: z.array(position) })),
        }),
      ),
    })
    .nullable(),
  clipped: z.array(z.object({ fileName: z.string(), downloadUrl: z.string() })).nullable(),
});

const job = z.object({
  id: z.number(),
  status: z.string(),
  name: z.string(),
  fileCount: z.number(),
  description: z.string().nullable(),
});

const fileList = z.object({ files: z.array(file) });
const reviewList = z.object({ files: z.array(reviewFile) });

export type ServerJob = z.infer<typeof job>;
export type ServerFile = z.infer<typeof file>;
export type ServerReviewFile = z.infer<typeof reviewFile>;

/** What the practice studio itself says. The tour asks it over HTTP with the studio's own tokens: nothing goes through Clipdesk. */
export interface StudioDesk {
  job(id: number): Promise<ServerJob>;
  files(id: number): Promise<readonly ServerFile[]>;
  filesForReview(id: number): Promise<readonly ServerReviewFile[]>;
  /** MD5 (lower-case hex) and bytes of what an address of the studio delivers. */
  delivered(address: string): Promise<{ readonly md5: string; readonly bytes: number }>;
}

/** `D4-1D-8C-…` as lower-case hex. */
export function plainMd5(dashed: string): string {
  return dashed.replaceAll('-', '').toLowerCase();
}

/** @throws Error when no studio has run in this profile */
export function openStudioDesk(home: string): StudioDesk {
  const address = lastPracticeAddress(join(home, 'practice'));
  if (address === null) throw new Error('The practice studio was not opened in this profile.');
  return createStudioDesk(address);
}

export function createStudioDesk(
  address: Pick<PracticeAddress, 'api' | 'clientToken' | 'sessionToken'>,
): StudioDesk {
  async function ask<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer> {
    const { api, clientToken, sessionToken } = address;
    const response = await fetch(`${api}${path}`, {
      headers: {
        Accept: 'application/json',
        'X-Client-Token': clientToken,
        'X-Session-Token': sessionToken,
      },
    });
    if (!response.ok) throw new Error(`The practice studio answered ${String(response.status)} to ${path}.`);
    return schema.parse(await response.json());
  }

  return {
    job: (id) => ask(`/jobs/${String(id)}`, job),
    files: async (id) => (await ask(`/jobs/${String(id)}/files`, fileList)).files,
    filesForReview: async (id) => (await ask(`/jobs/${String(id)}/filesforreview`, reviewList)).files,
    async delivered(from) {
      const response = await fetch(from);
      if (!response.ok) throw new Error('The practice studio does not deliver a result it lists.');
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { md5: createHash('md5').update(bytes).digest('hex'), bytes: bytes.byteLength };
    },
  };
}
