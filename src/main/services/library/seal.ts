import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { LibraryCredentials } from '../../ports/secrets.ts';

/** Where the key came from: the keychain's own, or derived from the token. */
type KeySource = 'keychain' | 'token';

const sealedText = z.tuple([z.enum(['keychain', 'token']), z.string(), z.string(), z.string(), z.string()]);
const addressList = z.array(z.tuple([z.number(), z.string()]));

/** AES-256 needs 32 bytes; GCM's nonce has 12, its tag 16 (NIST SP 800-38D). */
function keyOf(source: KeySource, salt: Buffer, credentials: LibraryCredentials): Buffer | null {
  if (source === 'token')
    return credentials.token === ''
      ? null
      : Buffer.from(hkdfSync('sha256', credentials.token, salt, 'clipdesk part addresses', 32));
  const key = Buffer.from(credentials.sealKey, 'base64');
  return key.byteLength === 32 ? key : null;
}

/** Part addresses by number, as authenticated ciphertext that only this account's secrets open. */
export function sealAddresses(
  addresses: ReadonlyMap<number, string>,
  credentials: LibraryCredentials,
): string | null {
  const source: KeySource = credentials.sealKey === '' ? 'token' : 'keychain';
  const salt = randomBytes(16);
  const key = keyOf(source, salt, credentials);
  if (key === null) return null;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const content = Buffer.concat([cipher.update(JSON.stringify([...addresses]), 'utf8'), cipher.final()]);
  const parts = [salt, nonce, cipher.getAuthTag(), content].map((part) => part.toString('base64'));
  return [source, ...parts].join('.');
}

/** Null when these secrets do not open it (another token by now), or it was damaged: a new session is needed then. */
export function openSealed(
  sealed: string,
  credentials: LibraryCredentials,
): ReadonlyMap<number, string> | null {
  const read = sealedText.safeParse(sealed.split('.'));
  if (!read.success) return null;
  const [source, ...encoded] = read.data;
  const [salt, nonce, tag, content] = encoded.map((part) => Buffer.from(part, 'base64'));
  if (salt === undefined || nonce === undefined || tag === undefined || content === undefined) return null;
  const key = keyOf(source, salt, credentials);
  if (key === null) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
    const addresses = addressList.safeParse(JSON.parse(text));
    return addresses.success ? new Map(addresses.data) : null;
  } catch {
    return null;
  }
}
