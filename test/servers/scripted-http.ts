import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived, complete. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Answers one request; may also hang up (`response.socket?.destroy()`) or never answer. */
export type Script = (request: SeenRequest, response: ServerResponse) => void;

export interface ScriptedHttp {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
  /** Replaces the script for the requests to come. */
  play(script: Script): void;
  /** Sees a request as soon as its head is there, before its body; true when it was answered right then. */
  playHead(script: ((request: IncomingMessage, response: ServerResponse) => boolean) | null): void;
  stop(): Promise<void>;
}

/** A real HTTP server on loopback whose answers are written by the test: the odd ones no real server can be asked for. */
export async function startScriptedHttp(
  first: Script = (_, response) => response.end(),
): Promise<ScriptedHttp> {
  let script = first;
  let head: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null;
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    if (head?.(request, response) === true) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const whole = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      seen.push(whole);
      script(whole, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    play: (next) => {
      script = next;
    },
    playHead: (next) => {
      head = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A script that answers with JSON. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(value === undefined ? undefined : JSON.stringify(value));
  };
}
