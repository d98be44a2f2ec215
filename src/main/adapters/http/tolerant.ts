import { z } from 'zod';

/**
 * Readers for members as services really send them: absent, null, empty, or text where a number was documented.
 * An odd value reads as "not said"; only ids are strict, because nothing can be done without them.
 */

/** A member that may be missing altogether. */
const anything = z.unknown().optional();

/** Text; absent, null or anything else: empty. */
export const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? '');

/** Text, or null when absent or empty. */
export const textOrNull = text.transform((value) => (value === '' ? null : value));

/** A whole number from 0, also as digits in text; else null. */
export const countOrNull = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .catch(null)
  .transform((value) =>
    value !== null && value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null,
  );

/** `true`, `false` or the same as text; else null. */
export const flagOrNull = anything.transform((value) => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  return null;
});

/** As `flagOrNull`, with false for "not said". */
export const flag = flagOrNull.transform((value) => value ?? false);

/** A number that must be there: an id. */
export const id = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((value) => Number.isSafeInteger(value));

const zoneLess = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/**
 * A date as milliseconds since the epoch; one without a zone is UTC (`rejectedjobs` shows such ones); else null. Year 1 is
 * how some servers write "no date".
 */
export const dateOrNull = anything.transform((value) => {
  if (typeof value !== 'string' || value.trim() === '') return null;
  const written = value.trim();
  const moment = Date.parse(
    zoneLess.test(written) && written.length > 10 ? `${written.replace(' ', 'T')}Z` : written,
  );
  return Number.isNaN(moment) || moment <= 0 ? null : moment;
});

/** An address, or null for an empty or unusable one. Used as given, never built. */
export const addressOrNull = anything.transform((value) =>
  typeof value === 'string' && URL.canParse(value.trim()) ? value.trim() : null,
);

const md5OfNothing = 'd41d8cd98f00b204e9800998ecf8427e';

/** `mD5` comes as upper-case hex with dashes; the MD5 of nothing is the service's placeholder and reads as null. */
export const md5OrNull = anything.transform((value) => {
  if (typeof value !== 'string') return null;
  const hex = value.replaceAll('-', '').trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) && hex !== md5OfNothing ? hex : null;
});

/** Tags: a list, null, or one text with commas. */
export const tags = anything.transform((value) => {
  const words = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return words.flatMap((word: unknown) =>
    typeof word === 'string' && word.trim() !== '' ? [word.trim()] : [],
  );
});

/** A list without its nulls; null, absent and anything else: empty. A single object where a list was documented: a list of one. */
export function list<Item>(item: z.ZodType<Item>) {
  return anything
    .transform((value): unknown[] => {
      if (value === null || value === undefined) return [];
      if (Array.isArray(value)) return (value as unknown[]).filter((entry) => entry !== null);
      return typeof value === 'object' ? [value] : [];
    })
    .pipe(z.array(item));
}
