import type { Peer } from '../ports/host.ts';

/**
 * The one rule of who may speak to the main process: the top frame of exactly our own origin.
 * There is no exception for tests; they run in the Chromium host, under this same rule.
 */
export function isAllowedPeer(peer: Peer, allowedOrigin: string): boolean {
  return peer.isTopFrame && peer.origin === allowedOrigin;
}
