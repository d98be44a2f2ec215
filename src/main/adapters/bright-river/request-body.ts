import type { BodyEncoding } from '../../../preload/contract/index.ts';
import type { HttpBody } from '../http/http-client.ts';

export type BodyMembers = Readonly<Record<string, unknown>>;

function fixedBody(type: string, text: string): HttpBody {
  const bytes = Buffer.from(text, 'utf8');
  return { type, length: bytes.byteLength, open: () => bytes };
}

function formValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Lists of objects, which the documents call a "string" in their parameter tables: JSON text, also when empty. */
const jsonLists: ReadonlySet<string> = new Set(['files', 'reviews', 'rejections']);

/**
 * Form encoding: plain members as they are, lists of texts by repeating the name (none at all: the name with nothing),
 * everything deeper as JSON text.
 */
function formText(members: BodyMembers): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    const isTexts = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    if (isTexts && value.length > 0) for (const entry of value) form.append(name, formValue(entry));
    else form.append(name, isTexts && !jsonLists.has(name) ? '' : formValue(value));
  }
  return form.toString();
}

/** A request body in the wanted encoding; its length is known before it leaves. */
export function requestBody(members: BodyMembers, encoding: BodyEncoding): HttpBody {
  return encoding === 'json'
    ? fixedBody('application/json', JSON.stringify(members))
    : fixedBody('application/x-www-form-urlencoded', formText(members));
}
