import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LibraryHouse, RpcStatus, type StandInUpload } from './house.ts';

export type LibraryCallName = 'begin' | 'part' | 'complete' | 'cancel' | 'list' | 'download' | 'content';

export interface LibraryFault {
  readonly call: LibraryCallName;
  /** A status with a body of its own; `drop`: the connection ends without an answer. */
  readonly with: 'drop' | { readonly status: number; readonly body?: unknown; readonly retryAfter?: string };
  readonly times?: number;
  /** True: carried out first, only the answer is lost or replaced. */
  readonly afterDoing?: boolean;
}

export interface BlendVisionStandIn {
  readonly api: string;
  readonly token: string;
  readonly organisationId: string;
  readonly uploads: readonly StandInUpload[];
  /** Calls that arrived, in order. */
  readonly calls: readonly LibraryCallName[];
  failNext(fault: LibraryFault): void;
  /** Addresses handed out so far are over. */
  expireAddresses(): void;
  /** Called when a part arrived whole, before it is answered; what it returns is waited for. */
  onPart(listener: ((upload: StandInUpload, number: number) => void | Promise<void>) | null): void;
  setToken(token: string): void;
  stop(): Promise<void>;
}

export interface BlendVisionOptions {
  readonly port?: number;
  /** Made up when absent. */
  readonly token?: string;
  /** Bytes a part has; the service's own are not below 5 MiB. */
  readonly partSize?: number;
  /** Where `upload_data` stands: the two official pages disagree. */
  readonly nesting?: 'below-file' | 'beside-file';
}

const prefix = '/bv/cms/v1/library/';
const mostJson = 4 * 1024 * 1024;

async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > most) throw new RpcStatus(400, 3, 'the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** An object store's refusal. */
function storeError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`,
  );
}

/** A strict stand-in for BlendVision's library and the object store behind it, on loopback. */
export async function startBlendVision(options: BlendVisionOptions = {}): Promise<BlendVisionStandIn> {
  const { partSize = 5 * 1024 * 1024, nesting = 'below-file' } = options;
  const house = new LibraryHouse(partSize);
  const organisationId = 'org-practice';
  let token = options.token ?? `bv-${randomBytes(12).toString('hex')}`;
  let generation = randomBytes(8).toString('hex');
  let partListener: ((upload: StandInUpload, number: number) => void | Promise<void>) | null = null;
  const calls: LibraryCallName[] = [];
  const faults: (LibraryFault & { left: number })[] = [];

  const faultOf = (call: LibraryCallName): LibraryFault | null => {
    const index = faults.findIndex((fault) => fault.call === call);
    const fault = faults[index];
    if (fault === undefined) return null;
    fault.left -= 1;
    if (fault.left === 0) faults.splice(index, 1);
    return fault;
  };

  const fail = (fault: LibraryFault, request: IncomingMessage, response: ServerResponse): void => {
    if (fault.with === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fault.with.retryAfter !== undefined) response.setHeader('retry-after', fault.with.retryAfter);
    if (typeof fault.with.body === 'string') {
      response.writeHead(fault.with.status, { 'content-type': 'text/html' });
      response.end(fault.with.body);
    } else json(response, fault.with.status, fault.with.body ?? {});
  };

  const callOf = (method: string, path: string): readonly [LibraryCallName, string] | null => {
    if (method === 'PUT' && path.startsWith('/parts/')) return ['part', path.slice(7)];
    if (method === 'GET' && path.startsWith('/content/')) return ['content', path.slice(9)];
    if (!path.startsWith(prefix)) return null;
    const rest = path.slice(prefix.length);
    if (method === 'POST' && rest === 'files:upload') return ['begin', ''];
    if (method === 'GET' && rest === 'files') return ['list', ''];
    const action = /^files\/([^/]+):(complete-upload|cancel-upload|download)$/.exec(rest);
    if (method !== 'POST' || action === null) return null;
    const name =
      action[2] === 'download' ? 'download' : action[2] === 'complete-upload' ? 'complete' : 'cancel';
    return [name, decodeURIComponent(action[1] ?? '')];
  };

  const authorise = (request: IncomingMessage): void => {
    if (request.headers.authorization !== `Bearer ${token}`)
      throw new RpcStatus(401, 16, 'authorization is missing or unidentified');
    if (request.headers['x-bv-org-id'] !== organisationId)
      throw new RpcStatus(403, 7, 'no permission for this organization');
  };

  const sessionOf = (upload: StandInUpload) => {
    const data = {
      id: upload.uploadId,
      parts: upload.parts.map((_, number) => ({
        part_number: number,
        presigned_url: `${standIn.api}/parts/${upload.fileId}/${String(number)}?X-Amz-Signature=${generation}`,
      })),
    };
    return nesting === 'below-file'
      ? { file: { id: upload.fileId, upload_data: data } }
      : { file: { id: upload.fileId }, upload_data: data };
  };

  const takePart = async (
    request: IncomingMessage,
    response: ServerResponse,
    where: string,
    signature: string | null,
  ): Promise<void> => {
    const [fileId = '', number = ''] = where.split('/');
    const body = await bodyOf(request, 1024 * 1024 * 1024);
    if (request.headers.authorization !== undefined || request.headers['x-bv-org-id'] !== undefined)
      return storeError(response, 400, 'InvalidArgument');
    if (signature !== generation) return storeError(response, 403, 'AccessDenied');
    const upload = house.uploads.find((each) => each.fileId === fileId);
    const part = upload?.parts[Number(number)];
    if (upload?.state !== 'open' || part === undefined) return storeError(response, 404, 'NoSuchUpload');
    if (body.byteLength !== part.length)
      return storeError(response, 400, body.byteLength < part.length ? 'EntityTooSmall' : 'EntityTooLarge');
    part.content = body;
    part.etag = `"${createHash('md5').update(body).digest('hex')}"`;
    upload.arrivals[Number(number)] = (upload.arrivals[Number(number)] ?? 0) + 1;
    await partListener?.(upload, Number(number));
    response.setHeader('etag', part.etag);
    response.end();
  };

  const answer = async (
    name: LibraryCallName,
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> => {
    if (name === 'part') return takePart(request, response, id, query.get('X-Amz-Signature'));
    if (name === 'content') {
      if (query.get('X-Amz-Signature') !== generation) return storeError(response, 403, 'AccessDenied');
      response.end(house.of(id).content);
      return;
    }
    authorise(request);
    const text = (await bodyOf(request, mostJson)).toString('utf8');
    let body: unknown = null;
    try {
      body = text === '' ? null : JSON.parse(text);
    } catch {
      throw new RpcStatus(400, 3, 'the body is no JSON');
    }
    if (name === 'begin') return json(response, 200, sessionOf(house.begin(body)));
    if (name === 'complete')
      return json(response, 200, { file: { id: house.complete(id, body).fileId, type: house.of(id).type } });
    if (name === 'cancel') {
      house.cancel(id, body);
      return json(response, 200, {});
    }
    if (name === 'list') {
      const page = Number(query.get('current_page') ?? '1');
      const perPage = Number(query.get('items_per_page') ?? '10');
      return json(response, 200, house.list(query.get('type'), page, perPage));
    }
    const upload = house.of(id);
    if (upload.state !== 'complete') throw new RpcStatus(404, 5, 'file not found');
    json(response, 200, {
      id,
      download_uri: `${standIn.api}/content/${id}?X-Amz-Signature=${generation}`,
      download_filename: upload.name,
      expiration_time: new Date(Date.now() + 3_600_000).toISOString(),
    });
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const call = callOf(request.method ?? '', url.pathname);
    if (call === null) return json(response, 404, { code: 5, message: 'no such method', details: [] });
    const [name, id] = call;
    calls.push(name);
    const fault = faultOf(name);
    if (fault !== null && fault.afterDoing !== true) return fail(fault, request, response);
    if (fault !== null) {
      // Carried out, and its answer thrown away.
      const writeHead = response.writeHead.bind(response);
      const end = response.end.bind(response);
      response.writeHead = () => response;
      response.end = () => {
        Object.assign(response, { writeHead, end });
        fail(fault, request, response);
        return response;
      };
    }
    answer(name, id, request, response, url.searchParams).catch((thrown: unknown) => {
      if (response.destroyed) return;
      const status = thrown instanceof RpcStatus ? thrown : new RpcStatus(500, 13, 'internal');
      json(response, status.status, {
        code: status.code,
        message: status.message,
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo' }],
      });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const standIn: BlendVisionStandIn = {
    api: `http://127.0.0.1:${String(port)}`,
    get token() {
      return token;
    },
    organisationId,
    uploads: house.uploads,
    calls,
    failNext(fault) {
      faults.push({ ...fault, left: fault.times ?? 1 });
    },
    expireAddresses() {
      generation = randomBytes(8).toString('hex');
    },
    onPart(listener) {
      partListener = listener;
    },
    setToken(next) {
      token = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}
