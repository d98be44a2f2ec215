import { z } from 'zod';
import type { Credentials } from '../../ports/secrets.ts';

/** Members a later version adds are kept out, members an older one did not write are empty. */
const schema = z.object({
  clientToken: z.string().default(''),
  sessionToken: z.string().default(''),
  ftpUser: z.string().default(''),
  ftpPassword: z.string().default(''),
});

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
