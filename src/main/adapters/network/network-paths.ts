import type { ProxySettings } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type { NetworkPath, NetworkPaths } from '../../ports/network-path.ts';
import { isLoopback } from '../http/addresses.ts';
import { isBypassed } from './bypass-list.ts';
import { parsePacAnswer, parseProxyAddress } from './proxy-address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const direct: NetworkPath = { kind: 'direct' };

/** Which variables speak of a protocol, the most particular first. FTP does not follow those of HTTP: few web proxies let it through. */
const variables = {
  http: ['HTTP_PROXY', 'ALL_PROXY'],
  https: ['HTTPS_PROXY', 'ALL_PROXY'],
  ftp: ['FTP_PROXY', 'ALL_PROXY'],
} as const;

/** Lower case first, as curl does; an empty value is as good as none. */
function valueOf(environment: Environment, name: string): string {
  return (environment[name.toLowerCase()] ?? '') || (environment[name] ?? '');
}

/**
 * The way to an address. By hand in the settings: that proxy for everything. `system`: the environment's variables
 * where there are any for the protocol, else what the system says. `none`: always direct. This computer itself is
 * always reached directly.
 */
export function createNetworkPaths(options: {
  readonly settings: () => Promise<ProxySettings>;
  /** The password of the proxy entered by hand; empty when there is none. */
  readonly password: () => Promise<string>;
  readonly environment: Environment;
  /** What the system says of an address, as a PAC answer; null where it cannot be asked. */
  readonly system: (url: string) => Promise<string | null>;
}): NetworkPaths {
  const { settings, password, environment, system } = options;

  return {
    async pathTo({ protocol, host }) {
      if (isLoopback(host) || host === '::1') return direct;
      const chosen = await settings();
      switch (chosen.kind) {
        case 'none':
          return direct;
        case 'http':
        case 'socks5':
          return {
            kind: chosen.kind === 'http' ? 'http-proxy' : 'socks5',
            host: chosen.host,
            port: chosen.port,
            login: chosen.user === '' ? null : { user: chosen.user, password: await password() },
          };
        case 'system': {
          const variable = variables[protocol].find((name) => valueOf(environment, name) !== '');
          if (variable !== undefined) {
            if (isBypassed(host, valueOf(environment, 'NO_PROXY'))) return direct;
            return parseProxyAddress(valueOf(environment, variable), variable);
          }
          const answer = await system(`${protocol}://${host}/`);
          return answer === null ? direct : parsePacAnswer(answer);
        }
        default:
          return assertNever(chosen);
      }
    },
  };
}
