import type { HttpBody } from '../http/http-client.ts';

/** RFC 7578, 4.2 and 5: names in UTF-8, with what would end the quoted text percent-encoded as browsers do. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`;
}

const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  webp: 'image/webp',
  heic: 'image/heic',
  psd: 'image/vnd.adobe.photoshop',
};

function typeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return types[extension] ?? 'application/octet-stream';
}

export interface MultipartFile {
  /** Form field name. */
  readonly field: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The file's bytes; called again when a redirect repeats the body. */
  pieces(): AsyncIterable<Uint8Array>;
}

/**
 * A `multipart/form-data` body with one file, streamed, its exact length known before it leaves.
 * @param boundary a text that cannot occur in the file by chance (a UUID)
 */
export function multipartBody(file: MultipartFile, boundary: string): HttpBody {
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name=${quoted(file.field)}; filename=${quoted(file.name)}\r\n` +
      `Content-Type: ${typeOf(file.name)}\r\n\r\n`,
    'utf8',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`, 'utf8');
  async function* open(): AsyncIterable<Uint8Array> {
    yield head;
    yield* file.pieces();
    yield tail;
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: head.byteLength + file.size + tail.byteLength,
    open,
  };
}
