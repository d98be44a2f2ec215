import { AppError } from '../../errors/app-error.ts';

/** True for this computer itself: `localhost`, 127.x.x.x, ::1. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function addressError(code: string, sentence: string): AppError {
  return new AppError('person', code, sentence, { field: 'apiUrl' });
}

/**
 * An address that may be spoken to: https, or http on this computer only, and no name or password in it.
 * @throws AppError `bad_address`, `insecure_address`; the address is never part of the sentence
 */
export function checkedUrl(text: string, service: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw addressError('bad_address', `The address of ${service} is not a web address. Check it.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw addressError(
      'bad_address',
      `The address of ${service} must not hold a user name or password. Remove them.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw addressError(
      'insecure_address',
      `The address of ${service} is not encrypted. Use an address that begins with https.`,
    );
  }
  return url;
}

/**
 * An address the service itself handed out. The documents show `http` for uploads and downloads; such an address
 * carries a session id, so the same place is asked over https instead. Loopback stays as it is.
 */
export function securedAddress(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.protocol !== 'http:' || isLoopback(url.hostname) || url.port !== '') return text;
  url.protocol = 'https:';
  return url.href;
}

const familyDomains = ['bright-river.com', 'misterclipping.com'];

/** The domain a host's siblings live in, or null where that would be too wide (`example.co.uk` → `co.uk`). */
function parentDomain(hostname: string): string | null {
  const labels = hostname.split('.');
  if (labels.length < 3 || /^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return null;
  const parent = labels.slice(1);
  const [second = '', last = ''] = parent;
  if (parent.length === 2 && last.length === 2 && second.length <= 3) return null;
  return parent.join('.');
}

/**
 * True when pictures and files of a service at `base` may be fetched from `hostname`: the same host, a sibling in its
 * domain, the hosts the documents show, or, for a service on this computer, this computer.
 */
export function isServiceHost(hostname: string, base: URL): boolean {
  if (hostname === base.hostname) return true;
  if (isLoopback(base.hostname)) return isLoopback(hostname);
  const parent = parentDomain(base.hostname);
  const domains = parent === null ? familyDomains : [...familyDomains, parent];
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
