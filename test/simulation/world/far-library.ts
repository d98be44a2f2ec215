import { createHash } from 'node:crypto';
import { type Asked, type FarAnswer, type FarEnd, type FarRequest, Refused } from './far-end.ts';
import { keyedChance } from './keyed-chance.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

const HOST = 'library.far.example';
/** Where parts go: presigned addresses, each a secret of its own. */
const STORE = 'store.far.example';
export const LIBRARY_URL = `https://${HOST}`;

/** How long the addresses of a session count. Milliseconds. */
const ADDRESSES_COUNT = 12 * 60_000;

export interface LibrarySession {
  readonly fileId: string;
  readonly uploadId: string;
  readonly name: string;
  readonly size: number;
  readonly at: number;
  readonly request: number;
  readonly parts: Map<number, { readonly signature: string; bytes: Buffer | null }>;
  state: 'open' | 'complete' | 'cancelled' | 'forgotten';
  /** Clipdesk, alive, got the answer that it was made. */
  isHeard: boolean;
  /** A process ended soon after: it may not have been written down. */
  isFollowedByEnd: boolean;
  /** Clipdesk has asked for its cancelling, whatever came of that. */
  isCancelTried: boolean;
  content: Buffer | null;
}

/** A part that arrived whole. */
export interface PartDeed {
  readonly at: number;
  readonly uploadId: string;
  readonly number: number;
}

const tagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** A google.rpc.Status as the service writes it. */
const status = (code: number): object => ({ code, message: 'no', details: [] });

/** The media library as its documents describe it: sessions, parts, and what was completed. */
export class FarLibrary implements FarEnd {
  readonly hosts = [HOST, STORE];
  readonly sessions = new Map<string, LibrarySession>();
  readonly parts: PartDeed[] = [];
  readonly tokens = new Set<string>();
  readonly #secrets: Set<string>;
  readonly #seed: number;
  readonly #time: VirtualTime;
  readonly #trace: Trace;
  #last = 0;

  constructor(seed: number, time: VirtualTime, trace: Trace, secrets: Set<string>) {
    this.#seed = seed;
    this.#time = time;
    this.#trace = trace;
    this.#secrets = secrets;
  }

  asked(method: string, { hostname, pathname }: URL): Asked {
    const isHarmless = hostname === STORE || method === 'GET';
    const name =
      hostname === STORE
        ? 'libraryPart'
        : pathname.endsWith('files:upload')
          ? 'libraryBegin'
          : pathname.endsWith(':complete-upload')
            ? 'libraryComplete'
            : pathname.endsWith(':cancel-upload')
              ? 'libraryCancel'
              : 'libraryList';
    return { name, isHarmless, subject: null };
  }

  left(_method: string, { pathname }: URL): void {
    const file = /files\/([^/:]+):cancel-upload$/.exec(pathname)?.[1];
    for (const session of this.sessions.values()) if (session.fileId === file) session.isCancelTried = true;
  }

  over(name: string): void {
    if (name === 'libraryPart') for (const session of this.sessions.values()) this.#forget(session);
    else this.tokens.clear();
  }

  heard(request: number, isReadable: boolean): void {
    if (!isReadable) return;
    for (const session of this.sessions.values()) if (session.request === request) session.isHeard = true;
  }

  mayBeUnwritten(): void {
    for (const session of this.sessions.values())
      if (this.#time.now() - session.at < 5_000) session.isFollowedByEnd = true;
  }

  /** The service clears unfinished sessions up, as it does by itself after a while. */
  forget(chance: number): void {
    const open = [...this.sessions.values()].filter(({ state }) => state === 'open');
    const session = open[Math.floor(chance * open.length)];
    if (session !== undefined) this.#forget(session);
  }

  #forget(session: LibrarySession): void {
    if (session.state !== 'open') return;
    session.state = 'forgotten';
    this.#trace.add(`library: forgets ${session.uploadId}`);
  }

  answer(request: FarRequest): FarAnswer {
    const { method, url, headers } = request;
    const { name } = this.asked(method, url);
    if (name === 'libraryPart') return this.#part(request);
    if (!this.tokens.has((headers['authorization'] ?? '').replace('Bearer ', '')))
      throw new Refused(401, status(16));
    if (name === 'libraryList') return this.#list();
    const body = JSON.parse(request.bytes.toString('utf8')) as Record<string, Record<string, unknown>>;
    if (name === 'libraryBegin') return this.#begin(request, body['file'] ?? {});
    const file = /files\/([^/:]+):/.exec(url.pathname)?.[1];
    const session = [...this.sessions.values()].find(({ fileId }) => fileId === file);
    if (session === undefined) throw new Refused(404, status(5));
    if (session.state === 'complete') throw new Refused(400, status(9));
    if (session.state !== 'open') throw new Refused(404, status(5));
    if (name === 'libraryCancel') {
      session.state = 'cancelled';
      this.#trace.add(`library: cancels ${session.uploadId}`);
      return { status: 200, body: {} };
    }
    return this.#complete(session, body['complete_data'] ?? {});
  }

  #begin({ number, at }: FarRequest, file: Readonly<Record<string, unknown>>): FarAnswer {
    this.#last += 1;
    const id = String(this.#last);
    const uploadId = `upload-${id}`;
    const count = 1 + Math.floor(keyedChance(this.#seed, 'parts', this.#last) * 4);
    const parts = Array.from({ length: count }, (_, index) => {
      const signature = `signature-secret-${id}-${String(index)}-${String(this.#seed)}`;
      this.#secrets.add(signature);
      return [index, { signature, bytes: null }] as const;
    });
    const session: LibrarySession = {
      fileId: `file-${id}`,
      uploadId,
      name: String(file['name']),
      size: Number(file['size']),
      at,
      request: number,
      parts: new Map(parts),
      state: 'open',
      isHeard: false,
      isFollowedByEnd: false,
      isCancelTried: false,
      content: null,
    };
    this.sessions.set(uploadId, session);
    this.#trace.add(`library: makes ${uploadId} for ${session.name} in ${String(count)} parts`);
    const told = parts.map(([part, { signature }]) => ({
      // Protobuf leaves a number out that is 0.
      ...(part === 0 ? {} : { part_number: part }),
      presigned_url: `https://${STORE}/${uploadId}/${String(part)}?signature=${signature}`,
    }));
    return {
      status: 200,
      body: { file: { id: session.fileId, upload_data: { id: uploadId, parts: told } } },
    };
  }

  #part({ url, bytes, at }: FarRequest): FarAnswer {
    const [, uploadId = '', number = ''] = url.pathname.split('/');
    const session = this.sessions.get(uploadId);
    const part = session?.parts.get(Number(number));
    if (session === undefined || part === undefined || session.state !== 'open')
      throw new Refused(404, '<Error><Code>NoSuchUpload</Code></Error>');
    const isKnown = url.searchParams.get('signature') === part.signature;
    if (!isKnown || at - session.at > ADDRESSES_COUNT)
      throw new Refused(403, '<Error><Code>AccessDenied</Code></Error>');
    part.bytes = bytes;
    this.parts.push({ at, uploadId, number: Number(number) });
    this.#trace.add(`library: has part ${number} of ${uploadId}, ${String(bytes.byteLength)} bytes`);
    return { status: 200, body: null, headers: { etag: tagOf(bytes) } };
  }

  #complete(session: LibrarySession, data: Readonly<Record<string, unknown>>): FarAnswer {
    const parts = [...session.parts].sort(([one], [other]) => one - other).map(([, part]) => part.bytes);
    const tags = (data['parts'] as { readonly part_number: number; readonly etag: string }[]).map(
      ({ etag }) => etag,
    );
    const whole = Buffer.concat(parts.map((bytes) => bytes ?? Buffer.alloc(0)));
    const isAll =
      data['id'] === session.uploadId &&
      tags.length === parts.length &&
      parts.every((bytes, index) => bytes !== null && tagOf(bytes) === tags[index]) &&
      createHash('sha1').update(whole).digest('base64') === data['checksum_sha1'];
    if (!isAll) throw new Refused(400, status(3));
    session.state = 'complete';
    session.content = whole;
    this.#trace.add(`library: has ${session.name} as ${session.fileId}`);
    return { status: 200, body: {} };
  }

  #list(): FarAnswer {
    const files = [...this.sessions.values()]
      .filter(({ state }) => state === 'complete')
      .map(({ fileId, name, size }) => ({ id: fileId, name, type: 'FILE_TYPE_IMAGE', size: String(size) }));
    return { status: 200, body: { files, page: { total_items: String(files.length) } } };
  }
}
