import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { PlannedFailure } from '../faults.ts';
import type { StudioParts } from '../studio-parts.ts';
import { fileRoutes } from './file-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { missingHeader, Refusal, refusalText } from './refusal.ts';
import { readMembers } from './request-body.ts';
import { reviewRoutes } from './review-routes.ts';
import type { Route, RouteAnswer } from './route.ts';
import { storageRoutes } from './storage-routes.ts';

/** Largest body of an API call; pictures go elsewhere. Bytes. */
const LARGEST_BODY = 16 * 1024 * 1024;

const bodyTypes: ReadonlySet<string> = new Set(['application/json', 'application/x-www-form-urlencoded']);

export interface ApiServer {
  readonly port: number;
  dropConnections(): void;
  stop(): Promise<void>;
}

function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function contentType(request: FastifyRequest): string {
  return (header(request, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Tokens first: a stranger learns nothing about what there is. @throws Refusal 400, 401, 406, 411, 415 */
function passGate(parts: StudioParts, request: FastifyRequest): void {
  const identity = parts.register.identity();
  const client = header(request, 'x-client-token');
  const session = header(request, 'x-session-token');
  if (client === null) throw missingHeader('X-Client-Token');
  if (session === null) throw missingHeader('X-Session-Token');
  if (client !== identity.clientToken || session !== identity.sessionToken) throw new Refusal(401);
  if (header(request, 'accept')?.trim().toLowerCase() !== 'application/json') throw new Refusal(406);
  if (request.method === 'GET') return;
  const length = header(request, 'content-length');
  if (length === null) throw new Refusal(411);
  const type = contentType(request);
  // Nothing was sent, so nothing has a type.
  if (!bodyTypes.has(type) && !(type === '' && length === '0')) throw new Refusal(415);
}

/** Ends the connection without an answer, or with the planned one. */
function fail(failure: PlannedFailure, reply: FastifyReply): void {
  if (failure.status === 'drop') {
    reply.hijack();
    reply.raw.destroy();
    return;
  }
  const headers: Record<string, string> =
    failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) };
  refuse(new Refusal(failure.status, null, headers), reply);
}

/** As bytes: text would get a charset, which the documents do not have. */
function refuse(refusal: Refusal, reply: FastifyReply): void {
  const { type, text } = refusalText(refusal);
  void reply
    .code(refusal.status)
    .headers({ ...refusal.headers, 'content-type': type })
    .send(Buffer.from(text));
}

function send(answer: RouteAnswer, reply: FastifyReply): void {
  if (answer.body === null) {
    void reply.code(answer.status).send();
    return;
  }
  void reply
    .code(answer.status)
    .header('content-type', 'application/json')
    .send(Buffer.from(JSON.stringify(answer.body)));
}

/** `/jobs/{id}/files` as the router writes it. */
function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`);
}

function addRoute(server: FastifyInstance, parts: StudioParts, route: Route): void {
  server.route({
    method: route.method,
    url: routerPath(route.path),
    onRequest: async (request, reply) => {
      const failure = parts.plan.take(route.operation);
      if (failure !== null && failure.afterDoing !== true) {
        fail(failure, reply);
        return reply;
      }
      // Kept for after the operation was carried out.
      if (failure !== null) planned.set(request, failure);
      passGate(parts, request);
      return undefined;
    },
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await route.answer({
        parameters: request.params as Readonly<Record<string, string>>,
        members: request.method === 'GET' ? {} : readMembers(contentType(request), body),
      });
      const failure = planned.get(request);
      if (failure) fail(failure, reply);
      else send(answer, reply);
      return reply;
    },
  });
}

const planned = new WeakMap<FastifyRequest, PlannedFailure>();

/**
 * The HTTP side: the API and the storage's addresses, on loopback only.
 * @param port 0 takes a free one. @throws the socket's error when the port is taken
 */
export async function startApiServer(parts: StudioParts, port: number): Promise<ApiServer> {
  const server = fastify({
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2000, ignoreTrailingSlash: true },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const { clock, log, plan } = parts;

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', async () => {
    if (plan.delay > 0) await new Promise<void>((resolve) => void clock.after(plan.delay, resolve));
  });
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return refuse(error, reply);
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
    if (status >= 500)
      log.error('A request failed.', { operation: request.routeOptions.url ?? null, error: String(error) });
    return refuse(new Refusal(status), reply);
  });

  const routes = [...jobRoutes(parts), ...fileRoutes(parts), ...reviewRoutes(parts)];
  for (const route of routes) addRoute(server, parts, route);
  await server.register(storageRoutes(parts, fail));

  const known = routes.map(({ path }) => pathPattern(path));
  const storage = /^\/(upload\/UploadFile|ajax\/(getimage|DownloadBin|DownloadZip))\.ashx$/;
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isKnown = storage.test(path) || known.some((pattern) => pattern.test(path));
    refuse(new Refusal(isKnown ? 405 : 404), reply);
  });

  await server.listen({ host: '127.0.0.1', port });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The practice studio has no port.');
  return {
    port: address.port,
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    stop: () => server.close(),
  };
}
