import { z } from 'zod';
import type { Credentials } from '../../ports/secrets.ts';

const brightRiver = z.object({
  kind: z.literal('bright-river'),
  clientToken: z.string().default(''),
  sessionToken: z.string().default(''),
  ftpUser: z.string().default(''),
  ftpPassword: z.string().default(''),
});
const library = z.object({
  kind: z.literal('blendvision'),
  token: z.string().default(''),
  sealKey: z.string().default(''),
});
const workflow = z.object({ kind: z.literal('crafter'), password: z.string().default('') });

/**
 * Members a later version adds are kept out, members an older one did not write are empty. Entries from before there
 * were several kinds name none: they are Bright River's.
 */
const schema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value)
      ? { kind: 'bright-river', ...value }
      : value,
  z.discriminatedUnion('kind', [brightRiver, library, workflow]),
);

/** The text kept in the keychain, as credentials; null when it is not ours or was damaged. */
export function parseCredentials(text: string): Credentials | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export function formatCredentials(credentials: Credentials): string {
  return JSON.stringify(schema.parse(credentials));
}
