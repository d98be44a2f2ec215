import { z } from 'zod';
import type { ErrorData } from '../../../../preload/contract/index.ts';
import { AppError } from '../../../errors/app-error.ts';

const id = z.number();
const call = { id, method: z.string(), values: z.array(z.unknown()) };

/** What the application asks of the thread its register lives in. */
export const toRegister = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), ...call }),
  /** Begins a transaction when its turn comes; the thread says `begun`, its end is the answer. */
  z.object({ kind: z.literal('begin'), id, patient: z.boolean() }),
  z.object({ kind: z.literal('write'), transaction: z.number(), ...call }),
  z.object({ kind: z.literal('end'), transaction: z.number(), keep: z.boolean() }),
  z.object({ kind: z.literal('lock'), id }),
  z.object({ kind: z.literal('unlock'), id }),
  z.object({ kind: z.literal('listen') }),
  z.object({ kind: z.literal('close'), id }),
]);
export type ToRegister = z.infer<typeof toRegister>;

const notice = z.object({
  kind: z.enum(['damaged-set-aside', 'log-lost', 'read-only']),
  path: z.string(),
  sentence: z.string(),
});
const failure = z.object({
  code: z.string(),
  message: z.string(),
  action: z.enum(['retry', 'sign-in', 'person', 'gone', 'conflict', 'bug']),
});
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional();

export const fromRegister = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), notice: notice.nullable(), isReadOnly: z.boolean() }),
  z.object({ kind: z.literal('not-opened'), error: failure }),
  z.object({ kind: z.literal('answer'), id, value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id, error: failure }),
  z.object({ kind: z.literal('begun'), transaction: z.number() }),
  z.object({ kind: z.literal('foreign-commit') }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string(),
    facts,
  }),
]);
export type FromRegister = z.infer<typeof fromRegister>;

/** What a thread is started with. */
export const threadStart = z.object({ folder: z.string(), isRemote: z.boolean() });
export type ThreadStart = z.infer<typeof threadStart>;

export const failureOf = ({ code, message, action }: AppError): ErrorData => ({ code, message, action });

export const errorOf = ({ code, message, action }: z.infer<typeof failure>): AppError =>
  new AppError(action, code, message);
