import { getCACertificates } from 'node:tls';

let known: readonly string[] | null = null;

/**
 * The authorities of the computer and those that come with Node: a studio's own authority, installed in the system,
 * counts. Read once. PEM.
 */
export function systemAuthorities(): readonly string[] {
  known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return known;
}
