import { connect } from 'node:net';
import type { NetworkPaths } from '../../ports/network-path.ts';
import { openTunnel } from '../http/tunnel.ts';
import type { OpenSocket } from './ftp-session.ts';

function directly(timeout: number): OpenSocket {
  return ({ host, port }) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const fail = (error: Error): void => {
        socket.destroy();
        reject(error);
      };
      const late = (): void => {
        fail(Object.assign(new Error('Timeout (connecting)'), { code: 'ETIMEDOUT' }));
      };
      socket.setTimeout(timeout, late);
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.removeListener('error', fail);
        socket.removeListener('timeout', late);
        socket.setTimeout(0);
        resolve({ socket, host: socket.remoteAddress ?? host });
      });
    });
}

/**
 * Opens the connections to an FTP server, control and data alike, by the way the person or the system has set.
 * @param paths null: always straight
 * @param timeout milliseconds for a connection to stand
 */
export function openSocket(paths: NetworkPaths | null, timeout: number): OpenSocket {
  const straight = directly(timeout);
  if (paths === null) return straight;
  return async (target) => {
    const path = await paths.pathTo({ protocol: 'ftp', host: target.host });
    if (path.kind === 'direct') return straight(target);
    const socket = await openTunnel(path, target, { timeout });
    socket.setNoDelay(true);
    return { socket, host: target.host };
  };
}
