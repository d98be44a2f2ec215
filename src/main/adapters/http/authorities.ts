import { getCACertificates, rootCertificates } from 'node:tls';

let known: readonly string[] | null = null;

/** Where the system's store cannot be read, the authorities that come with Node still work. */
function readAuthorities(): readonly string[] {
  try {
    return [...getCACertificates('default'), ...getCACertificates('system')];
  } catch {
    return rootCertificates;
  }
}

/**
 * The authorities of the computer and those that come with Node: a studio's own authority, installed in the system,
 * counts. Read once, on first use. PEM.
 */
export function systemAuthorities(): readonly string[] {
  known ??= [...new Set(readAuthorities())];
  return known;
}
