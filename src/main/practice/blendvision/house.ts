import { createHash, randomUUID } from 'node:crypto';

/** What became of one upload. */
export interface StandInUpload {
  readonly fileId: string;
  readonly uploadId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** By number, from 0 on. */
  readonly parts: { readonly length: number; etag: string | null; content: Buffer }[];
  /** How often each part arrived whole. */
  readonly arrivals: number[];
  state: 'open' | 'complete' | 'cancelled';
  content: Buffer;
}

/** A failed answer as google.rpc.Status. */
export class RpcStatus extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const fileTypes = ['VIDEO', 'IMAGE', 'SUBTITLE', 'DOCUMENT', 'WEB_LINK', 'AUDIO'].map(
  (each) => `FILE_TYPE_${each}`,
);

const members = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const invalid = (message: string): RpcStatus => new RpcStatus(400, 3, message);

/** The library itself: sessions, parts and files, as the documents say they go together. */
export class LibraryHouse {
  readonly uploads: StandInUpload[] = [];
  readonly #partSize: number;

  /** @param partSize bytes a part has; the last may be shorter */
  constructor(partSize: number) {
    this.#partSize = partSize;
  }

  begin(body: unknown): StandInUpload {
    const file = members(members(body)['file']);
    const { type, name, size, source } = file;
    if (typeof type !== 'string' || !fileTypes.includes(type)) throw invalid('file.type is invalid');
    if (typeof source !== 'string' || !source.startsWith('FILE_SOURCE_'))
      throw invalid('file.source is invalid');
    if (typeof name !== 'string' || name === '') throw invalid('file.name is required');
    // int64 in protobuf's JSON is text; a number is taken too.
    const bytes = typeof size === 'string' && /^\d+$/.test(size) ? Number(size) : size;
    if (typeof bytes !== 'number' || bytes <= 0) throw invalid('file.size is invalid');
    const count = Math.max(1, Math.ceil(bytes / this.#partSize));
    // Equal parts, but never below what object stores take.
    const least = 5 * 1024 * 1024;
    const length = this.#partSize === least ? least : Math.ceil(bytes / count);
    const upload: StandInUpload = {
      fileId: randomUUID(),
      uploadId: randomUUID(),
      name,
      type,
      size: bytes,
      parts: Array.from({ length: count }, (_, index) => ({
        length: Math.min(length, bytes - index * length),
        etag: null,
        content: Buffer.alloc(0),
      })),
      arrivals: Array.from({ length: count }, () => 0),
      state: 'open',
      content: Buffer.alloc(0),
    };
    this.uploads.push(upload);
    return upload;
  }

  of(fileId: string): StandInUpload {
    const upload = this.uploads.find((each) => each.fileId === fileId);
    if (upload === undefined) throw new RpcStatus(404, 5, 'file not found');
    return upload;
  }

  /** @throws RpcStatus 3 for a missing part, a wrong tag or checksum; 9 for an upload that is over */
  complete(fileId: string, body: unknown): StandInUpload {
    const upload = this.of(fileId);
    const data = members(members(body)['complete_data']);
    if (data['id'] !== upload.uploadId) throw invalid('complete_data.id is invalid');
    if (upload.state !== 'open') throw new RpcStatus(400, 9, `upload is ${upload.state}`);
    const given = Array.isArray(data['parts']) ? data['parts'].map(members) : [];
    for (const [number, part] of upload.parts.entries()) {
      const named = given.find((each) => each['part_number'] === number);
      if (named === undefined || part.etag === null) throw invalid(`part ${String(number)} is missing`);
      if (named['etag'] !== part.etag) throw invalid(`etag of part ${String(number)} does not match`);
    }
    if (given.length !== upload.parts.length) throw invalid('there are parts too many');
    const content = Buffer.concat(upload.parts.map((part) => part.content));
    if (data['checksum_sha1'] !== createHash('sha1').update(content).digest('base64'))
      throw invalid('checksum_sha1 does not match');
    upload.content = content;
    upload.state = 'complete';
    return upload;
  }

  /** @throws RpcStatus 3 without or with another `upload_id`, 5 for one that is gone, 9 for a complete one */
  cancel(fileId: string, body: unknown): void {
    const upload = this.of(fileId);
    const uploadId = members(body)['upload_id'];
    if (typeof uploadId !== 'string' || uploadId === '') throw invalid('upload_id is required');
    if (uploadId !== upload.uploadId) throw invalid('upload_id is invalid');
    if (upload.state === 'complete') throw new RpcStatus(400, 9, 'upload is complete');
    if (upload.state === 'cancelled') throw new RpcStatus(404, 5, 'upload not found');
    upload.state = 'cancelled';
    for (const part of upload.parts) part.content = Buffer.alloc(0);
  }

  /** Only what was completed, newest first. */
  list(type: string | null, page: number, perPage: number) {
    if (type === null || !fileTypes.includes(type)) throw invalid('type is required');
    const all = this.uploads.filter((each) => each.state === 'complete' && each.type === type).reverse();
    return {
      files: all
        .slice((page - 1) * perPage, page * perPage)
        .map(({ fileId, name, size }) => ({ id: fileId, type, name, size: String(size), attrs: {} })),
      page: { items_per_page: perPage, current_page: page, total_items: all.length },
    };
  }
}
