import { z } from 'zod';
import type { PreflightSettings } from '../../../../preload/contract/index.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';

const colourSpace = z.enum(['rgb', 'cmyk', 'lab', 'grey', 'other']);

const reading = z.object({
  width: z.number(),
  height: z.number(),
  format: z.string(),
  size: z.number(),
  bitsPerChannel: z.number(),
  colourSpace,
  profile: z.string(),
  dpi: z.number().nullable(),
  hasAlpha: z.boolean(),
  orientation: z.number(),
  colourNote: z.string(),
});

const measures = z.object({
  background: z.enum(['transparent', 'white', 'other']),
  product: z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() }).nullable(),
  white: z.object({ pixels: z.number(), impure: z.number() }).nullable(),
});

export type Found = Pick<InspectionRecord, 'reading' | 'measures' | 'paths' | 'likeOriginal'>;

export const foundColumn: z.ZodType<Found> = z.object({
  reading: reading.nullable(),
  measures: measures.nullable(),
  paths: z.array(z.object({ name: z.string(), isClippingPath: z.boolean() })),
  likeOriginal: z.enum(['same-file', 'same-picture', 'different']).nullable(),
});

const on = z.boolean();
const derived = z.object({ kind: z.literal('derived') });
const original = z.object({ kind: z.literal('original') });
const exactSize = z.object({ kind: z.literal('exact'), width: z.number(), height: z.number() });

/** Checks an earlier version did not know are taken from the defaults by whoever reads this. */
export const preflightColumn: z.ZodType<Partial<PreflightSettings>> = z
  .object({
    size: z.object({ on, expected: z.union([derived, original, exactSize]) }),
    ratio: z.object({ on, expected: z.union([derived, original, exactSize]) }),
    margins: z.object({
      on,
      expected: z.union([
        derived,
        z.object({ kind: z.literal('exact'), least: z.number(), most: z.number() }),
      ]),
    }),
    profile: z.object({
      on,
      expected: z.union([derived, original, z.object({ kind: z.literal('exact'), name: z.string() })]),
    }),
    bitDepth: z.object({
      on,
      expected: z.union([
        derived,
        original,
        z.object({ kind: z.literal('exact'), bits: z.union([z.literal(8), z.literal(16)]) }),
      ]),
    }),
    dpi: z.object({
      on,
      expected: z.union([derived, original, z.object({ kind: z.literal('exact'), dpi: z.number() })]),
    }),
    alpha: z.object({
      on,
      expected: z.union([
        derived,
        z.object({ kind: z.literal('with') }),
        z.object({ kind: z.literal('without') }),
      ]),
    }),
    clippingPath: z.object({
      on,
      expected: z.union([derived, z.object({ kind: z.literal('with'), name: z.string() })]),
    }),
    pureWhite: z.object({
      on,
      expected: z.union([derived, z.object({ kind: z.literal('always') })]),
      tolerated: z.number(),
    }),
    name: z.object({ on }),
    unchanged: z.object({ on }),
  })
  .partial();
