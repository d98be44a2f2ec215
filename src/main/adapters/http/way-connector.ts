import type { buildConnector } from 'undici';
import type { NetworkPaths } from '../../ports/network-path.ts';
import { openTunnel } from './tunnel.ts';

/**
 * Connects as `straight` does, through the proxy where one is on the way to the host. The certificate that is checked
 * is the service's own: the proxy carries bytes it cannot read.
 */
export function connectorByWay(
  straight: buildConnector.connector,
  paths: NetworkPaths,
  timeout: number,
): buildConnector.connector {
  return (options, callback) => {
    const secure = options.protocol === 'https:';
    const port = options.port === '' ? (secure ? 443 : 80) : Number(options.port);
    const connect = async (): Promise<void> => {
      const path = await paths.pathTo({ protocol: secure ? 'https' : 'http', host: options.hostname });
      if (path.kind === 'direct') {
        straight(options, callback);
        return;
      }
      const socket = await openTunnel(path, { host: options.hostname, port }, { timeout });
      if (secure) straight({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    };
    connect().catch((thrown: unknown) => {
      callback(thrown instanceof Error ? thrown : new Error('The connection could not be made'), null);
    });
  };
}
