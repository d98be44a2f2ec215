import { parseJson } from '../http/read-json.ts';

/** Strings as a whole (they are kept), or a comma with nothing behind it. */
const stringOrStrayComma = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

/**
 * JSON as the document of `workflow/reject` shows it: its example has a comma behind the last member.
 * @throws AppError `bad_answer` when it is no JSON all the same
 */
export function parseLenientJson(
  bytes: Buffer,
  context: { readonly service: string; readonly operation: string },
): unknown {
  try {
    return parseJson(bytes, context);
  } catch {
    const text = bytes.toString('utf8').replace(stringOrStrayComma, (found) => (found === ',' ? '' : found));
    return parseJson(Buffer.from(text), context);
  }
}
