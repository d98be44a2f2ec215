import { z } from 'zod';
import type {
  DecisionState,
  ErrorData,
  ImageId,
  Settings,
  Verdict,
} from '../../../../preload/contract/index.ts';
import type {
  DraftRecord,
  FileRecord,
  FileState,
  ListedFacts,
  ReviewRecord,
  SeenRecord,
} from '../../../ports/store.ts';

const imageId = z
  .number()
  .int()
  .transform((value) => value as ImageId);

/** What stands in the JSON columns of the register; every one is parsed again when it is read. */
export const errorDataColumn: z.ZodType<ErrorData> = z.object({
  code: z.string(),
  message: z.string(),
  action: z.enum(['retry', 'sign-in', 'person', 'gone', 'conflict', 'bug']),
  retryAt: z.number().optional(),
  field: z.string().optional(),
  details: z.string().optional(),
});

export const fileStateColumn: z.ZodType<FileState> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('draft') }),
  z.object({
    kind: z.literal('left-out'),
    reason: z.enum(['not-a-picture', 'empty', 'broken', 'unreadable', 'duplicate', 'by-you']),
    sentence: z.string(),
  }),
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('sent'), at: z.number() }),
  z.object({ kind: z.literal('proven'), at: z.number() }),
  z.object({ kind: z.literal('failed'), error: errorDataColumn }),
  z.object({ kind: z.literal('at-server') }),
]);

const savedResult = z.object({ path: z.string(), size: z.number(), md5: z.string() });

export const downloadColumn: z.ZodType<NonNullable<FileRecord['download']>> = z.object({
  ...savedResult.shape,
  /** Absent in what was saved before several results of one picture were told apart. */
  results: z.array(savedResult.extend({ imageId })).exactOptional(),
});

export const resultsColumn: z.ZodType<ReviewRecord['results']> = z.array(
  z.object({ imageId, name: z.string() }),
);

export const listedColumn: z.ZodType<ListedFacts> = z.object({
  size: z.number().nullable(),
  at: z.number().nullable(),
  md5: z.string().nullable(),
});

export const seenColumn: z.ZodType<SeenRecord> = z.object({
  listed: listedColumn,
  screen: z
    .object({
      imageId,
      view: z.enum(['side-by-side', 'slider', 'blink', 'difference', 'overlay']),
      variant: z.enum(['preview', 'full']),
      kept: z.object({ bytes: z.number(), sha256: z.string() }).nullable(),
    })
    .nullable(),
});

const pin = z.object({ x: z.number(), y: z.number(), radius: z.number().nullable() });

export const marksColumn: z.ZodType<DraftRecord['marks']> = z.array(
  z.object({ reason: z.string(), pin: pin.nullable() }),
);

const saidAtService = z.object({
  at: z.number().nullable(),
  imageIds: z.array(imageId),
  reasons: z.array(z.object({ reason: z.string(), pins: z.array(pin) })),
  remark: z.string(),
});

export const saidColumn: z.ZodType<ReviewRecord['said']> = z.object({
  now: saidAtService.nullable(),
  before: z.array(saidAtService),
});

export const verdictColumn: z.ZodType<Verdict> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept') }),
  z.object({
    kind: z.literal('reject'),
    reasons: z.array(z.object({ reason: z.string(), pins: z.array(pin) })),
    remark: z.string(),
  }),
]);

export const decisionStateColumn: z.ZodType<DecisionState> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kept') }),
  z.object({ kind: z.literal('sending') }),
  z.object({ kind: z.literal('sent'), at: z.number() }),
  z.object({ kind: z.literal('held'), sentence: z.string() }),
  z.object({ kind: z.literal('failed'), error: errorDataColumn }),
]);

const minutes = z.number().int().min(0).max(1_439);

const bandwidth = z.object({
  limit: z.number().int().positive().nullable(),
  hours: z
    .object({ from: minutes, to: minutes, days: z.array(z.number().int().min(0).max(6)).nullable() })
    .nullable(),
});

const proxy = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['system', 'none']) }),
  z.object({
    kind: z.enum(['http', 'socks5']),
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    user: z.string(),
  }),
]);

/** What an earlier version did not write has its default. */
export const settingsColumn: z.ZodType<Settings> = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  brandColour: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  connections: z.number().int().min(1).max(8),
  downloadFolder: z.string().nullable(),
  pictureCache: z.number().min(1).max(500).default(2),
  bandwidth: bandwidth.default({ limit: null, hours: null }),
  proxy: proxy.default({ kind: 'system' }),
});
