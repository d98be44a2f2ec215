import { AppError } from '../../errors/app-error.ts';

export type Hop =
  | { readonly kind: 'stay' }
  | { readonly kind: 'go'; readonly url: URL }
  | { readonly kind: 'refuse'; readonly error: AppError };

/** The same host and port; the step from http to https on their usual ports counts as the same. */
function isSameHost(from: URL, to: URL): boolean {
  if (from.hostname !== to.hostname) return false;
  if (from.protocol === to.protocol) return from.port === to.port;
  return from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === '';
}

/**
 * What to do with an answer's redirect, if it is one. Another host never gets a token, an address with a session id or a
 * body: such a redirect is refused, not followed without them, because what came back could not be trusted. Pure.
 */
export function nextHop(
  status: number,
  location: string | null,
  from: URL,
  call: { readonly method: string; readonly service: string; readonly operation: string },
): Hop {
  const repeats = status === 307 || status === 308;
  const reads = call.method === 'GET' && (status === 301 || status === 302 || status === 303);
  if (!repeats && !reads) return { kind: 'stay' };
  if (location === null || !URL.canParse(location, from.href)) return { kind: 'stay' };
  const to = new URL(location, from);
  if (!isSameHost(from, to) || to.username !== '' || to.password !== '') {
    const error = new AppError(
      'person',
      'moved_elsewhere',
      `${call.service} wants to send Clipdesk to another host (while ${call.operation}). Nothing was sent there. Check the address of the account.`,
    );
    return { kind: 'refuse', error };
  }
  to.hash = '';
  return { kind: 'go', url: to };
}

/** Where a permanent move leads, as far as it can be offered to a person: a web address without a name in it; else null. Pure. */
export function moveTarget(location: string | null, from: URL): URL | null {
  if (location === null || !URL.canParse(location, from.href)) return null;
  const to = new URL(location, from);
  const isWeb = to.protocol === 'https:' || to.protocol === 'http:';
  return isWeb && to.username === '' && to.password === '' ? to : null;
}
