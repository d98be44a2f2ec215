import { z } from 'zod';

/** What is asked of the inspecting thread; `give-up` ends the question with that number. */
export type InspectRequest =
  | { readonly id: number; readonly kind: 'measure' | 'impure-white'; readonly path: string }
  | { readonly id: number; readonly kind: 'same-picture'; readonly one: string; readonly other: string }
  | { readonly id: number; readonly kind: 'give-up' };

const background = z.enum(['transparent', 'white', 'other']);
const fraction = z.number();

export const measuresAnswer = z
  .object({
    background,
    product: z.object({ left: fraction, top: fraction, right: fraction, bottom: fraction }).nullable(),
    white: z.object({ pixels: z.number(), impure: z.number() }).nullable(),
  })
  .nullable();

export const impureWhiteAnswer = z
  .object({
    background,
    pixels: z.number(),
    impure: z.number(),
    marked: z.instanceof(Uint8Array).nullable(),
  })
  .nullable();

export const samePictureAnswer = z.boolean().nullable();

/** One message of the thread: the value, or why there is none. */
export const inspectReply = z.union([
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ id: z.number(), failure: z.object({ code: z.string(), sentence: z.string() }) }),
]);
