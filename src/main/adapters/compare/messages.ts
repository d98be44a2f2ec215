import { z } from 'zod';
import type { Changes, EdgeTour, Frame, LineUp, Pin } from '../../../preload/contract/index.ts';

/** What is asked of the comparing thread. */
export type CompareTask =
  | { readonly kind: 'line-up'; readonly original: Uint8Array; readonly result: Uint8Array }
  | {
      readonly kind: 'edge-tour';
      readonly result: Uint8Array;
      readonly original: { readonly bytes: Uint8Array; readonly frame: Frame } | null;
    }
  | {
      readonly kind: 'changes';
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      readonly pins: readonly Pin[];
    };

/** `give-up` ends the task with that number. */
export interface CompareRequest {
  readonly id: number;
  readonly task: CompareTask | { readonly kind: 'give-up' };
}

const frame = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const lineUpAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lined-up'), frame, confidence: z.number(), isSame: z.boolean() }),
  z.object({ kind: z.literal('not-sure'), sentence: z.string() }),
]) satisfies z.ZodType<LineUp>;

export const edgeTourAnswer = z.object({
  spots: z.array(
    z.object({
      x: z.number(),
      y: z.number(),
      radius: z.number(),
      kind: z.enum(['light-rim', 'dark-rim', 'fringe', 'island', 'hole', 'soft-edge', 'cut-off']),
      sentence: z.string(),
      reason: z.string(),
      weight: z.number(),
    }),
  ),
  edge: z.enum(['transparency', 'white-background', 'none']),
  sentence: z.string(),
}) satisfies z.ZodType<EdgeTour>;

export const changesAnswer = z.object({
  sameFile: z.boolean(),
  frame: frame.nullable(),
  pins: z.array(
    z.object({
      kind: z.enum(['changed', 'no-visible-change', 'outside', 'unknown']),
      amount: z.number(),
      sentence: z.string(),
    }),
  ),
  others: z.array(z.object({ x: z.number(), y: z.number(), radius: z.number(), amount: z.number() })),
}) satisfies z.ZodType<Changes>;

/** One message of the thread: the value, or why there is none (for the log; it quotes no picture). */
export const compareReply = z.union([
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ id: z.number(), failure: z.string() }),
]);
