import { z } from 'zod';

/** A file the thread is to look into. */
export interface LookRequest {
  readonly id: number;
  readonly path: string;
}

/** `found` is null where the picture is not in order beyond doubt. */
export const lookAnswer = z.object({
  id: z.number(),
  found: z
    .object({ description: z.string(), size: z.number(), modifiedAt: z.number(), sample: z.string() })
    .nullable(),
});

export type LookAnswer = z.infer<typeof lookAnswer>;
