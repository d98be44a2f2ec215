import type { Redactor } from '../../ports/redactor.ts';

export type { Redactor };

const MASK = '[removed]';

/** Shorter values would take ordinary words out of the log; no token or password worth the name is that short. */
const SHORTEST = 4;

const guid = '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}';

/** What looks like a secret even though nobody announced it. Each pattern keeps its first group. */
const patterns: readonly RegExp[] = [
  // Query members by which the service's download and image addresses let anybody in.
  /((?:[?&;\s"']|^)(?:session_?id|account_?id|token|access_token|signature|sig|key|password|x-amz-[a-z-]+)=)[^&\s"'<>]+/gi,
  // Header lines and JSON members.
  /((?:x-[a-z-]*token|authorization|proxy-authorization|cookie|set-cookie)"?\s*[:=]\s*"?)(?:(?:bearer|basic)\s+)?[^\s",;}]+/gi,
  /("?(?:client_?token|session_?token|ftp_?password|password)"?\s*[:=]\s*"?)[^\s",;}]+/gi,
  /(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  // Name and password in front of a host.
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi,
  // FTP's own command.
  /(\bPASS\s+)\S+/g,
  new RegExp(`([?&][^=\\s&]*=)${guid}`, 'gi'),
];

export function createRedactor(): Redactor {
  const values = new Set<string>();
  return {
    add(value) {
      if (value.length < SHORTEST) return;
      values.add(value);
      values.add(encodeURIComponent(value));
      values.add(Buffer.from(value).toString('base64'));
      values.add(JSON.stringify(value).slice(1, -1));
    },
    redact(text) {
      let clean = text;
      // Longest first: a secret that contains another one goes as a whole.
      for (const value of [...values].sort((one, other) => other.length - one.length)) {
        clean = clean.replaceAll(value, MASK);
      }
      for (const pattern of patterns) {
        clean = clean.replace(pattern, (whole: string, kept: string) =>
          whole.endsWith('@') ? `${kept}${MASK}@` : `${kept}${MASK}`,
        );
      }
      return clean;
    },
  };
}
