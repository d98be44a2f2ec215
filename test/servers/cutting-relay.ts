import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttingRelay {
  /** `http://127.0.0.1:port`: the far end's own address, through the relay. */
  readonly origin: string;
  /** How many connections were reset. */
  readonly cut: number;
  /** From now on every connection is reset as soon as a byte comes on it (true), or goes through (false). */
  cutAll(all: boolean): void;
  stop(): Promise<void>;
}

/** A way to a server of this computer that a test can break: connections are taken and then reset, as some firewalls do. */
export async function startCuttingRelay(far: URL): Promise<CuttingRelay> {
  const sockets = new Set<Socket>();
  let isCutting = false;
  let cut = 0;
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => undefined).on('close', () => sockets.delete(near));
    if (isCutting) {
      near.once('data', () => {
        cut += 1;
        near.resetAndDestroy();
      });
      return;
    }
    const there = connect(Number(far.port), far.hostname);
    there.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.on('close', () => there.destroy());
    near.pipe(there).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    get cut() {
      return cut;
    },
    cutAll(all) {
      isCutting = all;
      if (all) for (const socket of sockets) socket.resetAndDestroy();
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
