import type { AccountId, ItemMark } from '../../../preload/contract/index.ts';

/**
 * Same-origin address of a picture of a site.
 * @param mark tells apart what had the same path at different times
 */
export function sitePicture(account: AccountId, path: string, mark: ItemMark): string {
  return `/pictures/site/${encodeURIComponent(account)}?path=${encodeURIComponent(path)}&v=${encodeURIComponent(mark)}`;
}

/** A window address read back; null for anything that `sitePicture` would not have built. */
export function parseSitePicture(
  address: string,
): { readonly account: AccountId; readonly path: string; readonly mark: string } | null {
  const [, account, query] = /^\/pictures\/site\/([\w-]{1,64})\?(.{1,4000})$/.exec(address) ?? [];
  if (account === undefined || query === undefined) return null;
  const asked = new URLSearchParams(query);
  const path = asked.get('path') ?? '';
  return path.startsWith('/') ? { account: account as AccountId, path, mark: asked.get('v') ?? '' } : null;
}
