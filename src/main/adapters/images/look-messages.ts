import { z } from 'zod';

/** What the thread is to look at: into one file, or at the beginnings and ends of many. */
export type LookRequest = { readonly id: number } & LookQuestion;

export type LookQuestion =
  | { readonly kind: 'into'; readonly path: string }
  | { readonly kind: 'first-sight'; readonly paths: readonly string[] };

/** `found` is null where the picture is not in order beyond doubt; `whole` has an answer for each path. */
export const lookAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('into'),
    id: z.number(),
    found: z
      .object({ description: z.string(), size: z.number(), modifiedAt: z.number(), sample: z.string() })
      .nullable(),
  }),
  z.object({ kind: z.literal('first-sight'), id: z.number(), whole: z.array(z.boolean()) }),
]);

export type LookAnswer = z.infer<typeof lookAnswer>;
