import { z } from 'zod';
import type { ItemMark, RejectionState, WaitingItem } from '../../../../preload/contract/index.ts';
import type { RejectedItemRecord } from '../../../ports/workflow-records.ts';
import { errorDataColumn } from './json-columns.ts';

export const textsColumn: z.ZodType<readonly string[]> = z.array(z.string());

const mark = z.string().transform((value) => value as ItemMark);

export const waitingItemsColumn: z.ZodType<readonly WaitingItem[]> = z.array(
  z.object({
    path: z.string(),
    label: z.string(),
    category: z.string(),
    pagePath: z.string().nullable(),
    mimeType: z.string(),
    isPicture: z.boolean(),
    lastEditedBy: z.string(),
    lastEditedAt: z.number().nullable(),
    submissionComment: z.string(),
    scheduledDate: z.string().nullable(),
    mark,
  }),
);

const state: z.ZodType<RejectionState> = z.union([
  z.object({ kind: z.enum(['kept', 'sending']) }),
  z.object({ kind: z.literal('sent'), at: z.number(), note: z.string() }),
  z.object({ kind: z.literal('passed'), at: z.number(), sentence: z.string() }),
  z.object({ kind: z.literal('held'), sentence: z.string() }),
  z.object({ kind: z.literal('failed'), error: errorDataColumn }),
]);

export const rejectedItemsColumn: z.ZodType<readonly RejectedItemRecord[]> = z.array(
  z.object({
    path: z.string(),
    label: z.string(),
    category: z.string(),
    isPicture: z.boolean(),
    mark,
    state,
  }),
);
