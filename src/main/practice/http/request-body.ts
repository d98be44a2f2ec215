import { z } from 'zod';
import { invalidJson, invalidParameter, missingParameter } from './refusal.ts';

/** The members of a body, not yet looked at. */
export type Members = Readonly<Record<string, unknown>>;

const membersSchema = z.record(z.string(), z.unknown());

/** Structured members travel in a form as JSON text: the documents call `reviews` and `files` a "string". */
function formMember(texts: readonly string[]): unknown {
  const [only, ...more] = texts;
  if (only === undefined || more.length > 0) return texts;
  if (!/^\s*[[{]/.test(only)) return only;
  try {
    return JSON.parse(only);
  } catch {
    return only;
  }
}

function formMembers(text: string): Members {
  const form = new URLSearchParams(text);
  const names = new Set(form.keys());
  return Object.fromEntries(
    [...names].map((name) => [name.replace(/\[\]$/, ''), formMember(form.getAll(name))]),
  );
}

/**
 * Reads a body of either documented type; no body at all has no members.
 * @throws Refusal `invalid_json`
 */
export function readMembers(type: string, body: Buffer): Members {
  if (body.byteLength === 0) return {};
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw invalidJson();
  }
  if (type === 'application/x-www-form-urlencoded') return formMembers(text);
  try {
    return membersSchema.parse(JSON.parse(text));
  } catch {
    throw invalidJson();
  }
}

/** @throws Refusal when the member is absent or does not have the shape */
export function required<Value>(members: Members, name: string, schema: z.ZodType<Value>): Value {
  const value = members[name];
  if (value === undefined || value === null) throw missingParameter(name);
  return checked(name, value, schema);
}

/** @throws Refusal when the member is there without the shape; null when it is absent */
export function optional<Value>(members: Members, name: string, schema: z.ZodType<Value>): Value | null {
  const value = members[name];
  return value === undefined || value === null ? null : checked(name, value, schema);
}

function checked<Value>(name: string, value: unknown, schema: z.ZodType<Value>): Value {
  const read = schema.safeParse(value);
  if (!read.success) throw invalidParameter(name, value);
  return read.data;
}

/** `true`, or as text: the documents show both for `acceptedByUser`, and forms know only text. */
export const truth = z.union([
  z.boolean(),
  z.enum(['true', 'false', 'True', 'False']).transform((text) => text.toLowerCase() === 'true'),
]);

/** A list of tags, or one tag alone. */
export const tagList = z.union([
  z.array(z.string()),
  z.string().transform((tag) => (tag === '' ? [] : [tag])),
]);
