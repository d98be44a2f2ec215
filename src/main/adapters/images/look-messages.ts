import { z } from 'zod';

/** A file the thread is to look into. */
export interface LookRequest {
  readonly id: number;
  readonly path: string;
}

const size = z.number().nullable();

/** `found` is null where only a decoder can tell, or the file could not be read. */
export const lookAnswer = z.object({
  id: z.number(),
  found: z
    .union([
      z.object({
        kind: z.literal('picture'),
        format: z.string(),
        width: size,
        height: size,
        description: z.string(),
        sample: z.string().optional(),
      }),
      z.object({ kind: z.enum(['not-a-picture', 'empty']), sentence: z.string() }),
      z.object({ kind: z.literal('broken'), format: z.string(), sentence: z.string() }),
    ])
    .nullable(),
});

export type LookAnswer = z.infer<typeof lookAnswer>;
