import { checkedUrl } from '../http/addresses.ts';

/**
 * The base address a permanent move leads to: where an operation ended up, without the operation's own path.
 * @param below the operation's path below the base address, encoded
 * @returns null when the new address is no base address of the same operation, is not encrypted, or is the base already
 */
export function movedBase(to: URL, below: string, base: string, service: string): string | null {
  const path = to.pathname.replace(/\/+$/, '');
  if (!path.toLowerCase().endsWith(below.toLowerCase())) return null;
  const moved = `${to.origin}${path.slice(0, -below.length).replace(/\/+$/, '')}`;
  try {
    checkedUrl(moved, service);
  } catch {
    return null;
  }
  return moved === base ? null : moved;
}
