import { z } from 'zod';
import { shortText } from './value-schemas.ts';

const on = z.boolean();
const derived = z.strictObject({ kind: z.literal('derived') });
const original = z.strictObject({ kind: z.literal('original') });
const pixels = z.int().min(1).max(300_000);
const percent = z.number().min(0).max(100);

const exactSize = z.strictObject({ kind: z.literal('exact'), width: pixels, height: pixels });

/** See `PreflightSettings`: members left out stay. */
export const preflightChange = z
  .strictObject({
    size: z.strictObject({ on, expected: z.union([derived, original, exactSize]) }),
    ratio: z.strictObject({ on, expected: z.union([derived, original, exactSize]) }),
    margins: z.strictObject({
      on,
      expected: z.union([
        derived,
        z.strictObject({ kind: z.literal('exact'), least: percent, most: percent }),
      ]),
    }),
    profile: z.strictObject({
      on,
      expected: z.union([derived, original, z.strictObject({ kind: z.literal('exact'), name: shortText })]),
    }),
    bitDepth: z.strictObject({
      on,
      expected: z.union([
        derived,
        original,
        z.strictObject({ kind: z.literal('exact'), bits: z.union([z.literal(8), z.literal(16)]) }),
      ]),
    }),
    dpi: z.strictObject({
      on,
      expected: z.union([
        derived,
        original,
        z.strictObject({ kind: z.literal('exact'), dpi: z.number().min(1).max(100_000) }),
      ]),
    }),
    alpha: z.strictObject({
      on,
      expected: z.union([
        derived,
        z.strictObject({ kind: z.literal('with') }),
        z.strictObject({ kind: z.literal('without') }),
      ]),
    }),
    clippingPath: z.strictObject({
      on,
      expected: z.union([derived, z.strictObject({ kind: z.literal('with'), name: shortText })]),
    }),
    pureWhite: z.strictObject({
      on,
      expected: z.union([derived, z.strictObject({ kind: z.literal('always') })]),
      tolerated: percent,
    }),
    name: z.strictObject({ on }),
    unchanged: z.strictObject({ on }),
  })
  .partial();
