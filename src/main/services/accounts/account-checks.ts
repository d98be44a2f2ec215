import { isIP } from 'node:net';
import { AppError } from '../../errors/app-error.ts';

/** A base address with https, or http on this very computer, with or without a path. Ends without a slash. */
export function checkedApiUrl(address: string, example = 'https://api.bright-river.com'): string {
  const refuse = (message: string): never => {
    throw new AppError('person', 'address_invalid', message, { field: 'apiUrl' });
  };
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return refuse(`This is not a web address. It looks like ${example}.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return refuse(
      'The address must hold no name, password or question mark; tokens have fields of their own.',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return refuse('The address must begin with https://, so that tokens and pictures travel encrypted.');
  return url.toString().replace(/\/+$/, '');
}

export function checkedFingerprint(fingerprint: string | null | undefined): string | null {
  if (fingerprint === null || fingerprint === undefined || fingerprint.trim() === '') return null;
  const hex = fingerprint.replace(/[:\s]/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new AppError(
      'person',
      'fingerprint_invalid',
      'A SHA-256 fingerprint has 64 characters from 0 to 9 and A to F.',
      {
        field: 'ftpFingerprint',
      },
    );
  return hex;
}

/** The multipart field; the documents name none, so that an empty one means the usual `file`. */
export function checkedUploadField(field: string | undefined): string {
  const trimmed = field?.trim() ?? '';
  if (/["\r\n]/.test(trimmed))
    throw new AppError(
      'person',
      'field_invalid',
      'The name of the upload field must hold no quotation mark.',
      {
        field: 'uploadField',
      },
    );
  return trimmed === '' ? 'file' : trimmed;
}

/** What travels in a header or a query as it is. @param what as in “The … is missing.” */
export function checkedWord(given: string, field: string, what: string): string {
  const word = given.trim();
  if (word === '') throw new AppError('person', 'word_missing', `The ${what} is missing.`, { field });
  // A line break would begin another header.
  if (/[\u0000-\u001f\u007f]/.test(word))
    throw new AppError('person', 'word_invalid', `The ${what} holds characters that cannot be sent.`, {
      field,
    });
  return word;
}

/**
 * The base address behind a permanent redirect of one request, as far as it can be told: the part that changed.
 * @param address the new base, without the request's own path
 * @returns null when it is no address Clipdesk would take, or no other one
 */
export function newAddress(current: string, address: string): string | null {
  try {
    const checked = checkedApiUrl(address);
    return checked === current ? null : checked;
  } catch {
    return null;
  }
}
