import { checkedUrl } from '../http/addresses.ts';

/**
 * The base addresses a person may mean, likeliest first. The documents put Studio at `/studio`; an address that ends so is
 * taken as it is, any other is tried with it and, where nothing answers there, without.
 * @throws AppError `bad_address`, `insecure_address`
 */
export function studioAddresses(given: string, service: string): readonly string[] {
  const url = checkedUrl(given, service);
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return base.endsWith('/studio') ? [base] : [`${base}/studio`, base];
}
