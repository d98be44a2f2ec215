import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Bytes of one direction of one connection under way before its sender is held up: more than loopback moves in 20 ms. */
const MOST_UNDER_WAY = 64 * 1024 * 1024;

export interface DelayingRelay {
  stop(): Promise<void>;
}

interface Parcel {
  /** performance.now() at which it arrives. */
  readonly due: number;
  /** Null: the end of the direction. */
  readonly bytes: Buffer | null;
}

/** One direction: everything arrives `delay` milliseconds after it was said, in order, at whatever rate. */
function carry(from: Socket, to: () => Socket | null, delay: number, openAt: number): () => void {
  const parcels: Parcel[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;

  const arrived = (bytes: number) => (): void => {
    underWay -= bytes;
    if (from.isPaused() && underWay < MOST_UNDER_WAY / 2) from.resume();
  };
  const deliver = (): void => {
    timer = null;
    const target = to();
    while (target !== null) {
      const parcel = parcels[0];
      if (parcel === undefined) return;
      const wait = parcel.due - performance.now();
      if (wait > 0.5) {
        timer = setTimeout(deliver, wait);
        return;
      }
      parcels.shift();
      if (parcel.bytes === null) target.end();
      else target.write(parcel.bytes, arrived(parcel.bytes.byteLength));
    }
  };
  const send = (bytes: Buffer | null): void => {
    // What is said before the connection stands can only leave when it does.
    parcels.push({ due: Math.max(performance.now(), openAt) + delay, bytes });
    underWay += bytes?.byteLength ?? 0;
    if (underWay >= MOST_UNDER_WAY) from.pause();
    if (timer === null) deliver();
  };
  from.on('data', (bytes: Buffer) => send(bytes));
  from.on('end', () => send(null));
  return deliver;
}

/** Joins two sockets so that the near end sees a round trip of `roundTrip` more, the handshake of TCP included. */
function join(near: Socket, port: number, roundTrip: number): void {
  const accepted = performance.now();
  near.setNoDelay(true);
  let far: Socket | null = null;
  const outward = carry(near, () => far, roundTrip / 2, accepted + roundTrip);
  const end = (): void => {
    near.destroy();
    far?.destroy();
  };
  near.on('error', end);
  // The far end learns of the connection when the last packet of the handshake reaches it.
  const timer = setTimeout(() => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    socket.setNoDelay(true);
    socket.on('error', end);
    socket.once('connect', () => {
      far = socket;
      outward();
    });
    carry(socket, () => near, roundTrip / 2, 0);
    socket.once('close', () => {
      if (socket.errored) near.destroy();
    });
  }, roundTrip * 1.5);
  near.once('close', () => {
    clearTimeout(timer);
    if (near.errored || far === null) far?.destroy();
  });
}

/**
 * Stands before a server on 127.0.0.1 and answers on the same ports of `host` (another loopback address), with a longer
 * way in between: nothing is lost and the rate is not limited, everything only takes `roundTrip` milliseconds longer.
 */
export async function startDelayingRelay(options: {
  readonly host: string;
  readonly ports: readonly number[];
  /** Milliseconds. */
  readonly roundTrip: number;
}): Promise<DelayingRelay> {
  const near = new Set<Socket>();
  const servers: Server[] = [];
  for (const port of options.ports) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      near.add(socket);
      socket.once('close', () => near.delete(socket));
      join(socket, port, options.roundTrip);
    });
    server.listen(port, options.host);
    await once(server, 'listening');
    servers.push(server);
  }
  return {
    async stop() {
      for (const socket of near) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))));
    },
  };
}
