import { z } from 'zod';
import type {
  DecisionId,
  DecisionState,
  ErrorData,
  FileId,
  ImageId,
  Settings,
  Verdict,
} from '../../../../preload/contract/index.ts';
import type { FileRecord, FileState, QueuePayload, ReviewRecord } from '../../../ports/store.ts';

const fileId = z
  .string()
  .min(1)
  .transform((value) => value as FileId);
const decisionId = z
  .string()
  .min(1)
  .transform((value) => value as DecisionId);
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

export const downloadColumn: z.ZodType<NonNullable<FileRecord['download']>> = z.object({
  path: z.string(),
  size: z.number(),
  md5: z.string(),
});

export const resultsColumn: z.ZodType<ReviewRecord['results']> = z.array(
  z.object({ imageId, name: z.string() }),
);

const pin = z.object({ x: z.number(), y: z.number(), radius: z.number().nullable() });

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

export const settingsColumn: z.ZodType<Settings> = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  brandColour: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  connections: z.number().int().min(1).max(8),
  downloadFolder: z.string().nullable(),
});

/** One schema per kind of queued work. A row that does not pass is kept and shown, never dropped. */
export const payloadColumn: z.ZodType<QueuePayload> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create-job') }),
  z.object({ kind: z.literal('upload-file'), fileId }),
  z.object({ kind: z.literal('prove-uploads'), round: z.number().int().min(0) }),
  z.object({ kind: z.literal('request-offer') }),
  z.object({ kind: z.literal('accept-offer') }),
  z.object({ kind: z.literal('send-decision'), decisionId }),
  z.object({ kind: z.literal('accept-all') }),
  z.object({ kind: z.literal('reject-all'), reason: z.string() }),
  z.object({ kind: z.literal('close-job') }),
  z.object({ kind: z.literal('download-file'), fileId, imageId, folder: z.string() }),
]);
