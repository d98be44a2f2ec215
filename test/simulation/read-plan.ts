import { z } from 'zod';
import { fetchFaults, registerFaults, requestFaults, saveFaults, uploadFaults } from './faults.ts';
import { moveKinds, type Plan } from './plan.ts';

const fault = z.discriminatedUnion('on', [
  z.object({ on: z.literal('request'), operation: z.string(), nth: z.int(), what: z.enum(requestFaults) }),
  z.object({ on: z.literal('upload'), nth: z.int(), what: z.enum(uploadFaults), share: z.number() }),
  z.object({ on: z.literal('register'), nth: z.int(), what: z.enum(registerFaults) }),
  z.object({ on: z.literal('disk'), nth: z.int() }),
  z.object({ on: z.literal('fetch'), nth: z.int(), what: z.enum(fetchFaults), share: z.number() }),
  z.object({ on: z.literal('save'), nth: z.int(), what: z.enum(saveFaults) }),
  z.object({ on: z.literal('power'), nth: z.int(), when: z.enum(['before', 'during', 'after']) }),
]);

const stored = z.object({
  /** What went wrong when it was stored. */
  about: z.string(),
  plan: z.object({
    seed: z.int(),
    moves: z.array(
      z.object({ at: z.number(), kind: z.enum(moveKinds), chance: z.number(), other: z.number() }),
    ),
    faults: z.array(fault),
  }),
});

/** A plan as `npm run simulate` stores a failing one. */
export function readPlan(text: string): Plan {
  return stored.parse(JSON.parse(text)).plan;
}
