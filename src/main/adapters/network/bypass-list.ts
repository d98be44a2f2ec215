import { BlockList, isIP } from 'node:net';

/**
 * What `NO_PROXY` names: hosts (with everything below them), addresses and address ranges in CIDR form, `*` for all;
 * separated by commas or blanks. A port behind a name is not looked at. As curl and most others read it; there is no
 * standard.
 */
export function isBypassed(host: string, list: string): boolean {
  const name = host
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
    .replace(/\.$/, '');
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(name, entry.toLowerCase()));
}

function matches(name: string, entry: string): boolean {
  if (entry === '*') return true;
  const family = isIP(name);
  const range = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/.exec(entry);
  if (range !== null) return family !== 0 && isInRange(name, range[1] ?? '', Number(range[2]));
  const domain = entry
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([^:]+):\d+$/, '$1')
    .replace(/^\*?\./, '');
  return name === domain || (family === 0 && name.endsWith(`.${domain}`));
}

function isInRange(address: string, network: string, length: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || length > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(network, length, type);
  return range.check(address, type);
}
