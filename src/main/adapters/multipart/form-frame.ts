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

/** What stands around the only file of a `multipart/form-data` body. */
export interface FormFrame {
  /** `Content-Type` of the request. */
  readonly type: string;
  readonly head: Buffer;
  readonly tail: Buffer;
}

/**
 * @param field form field name
 * @param boundary a text that cannot occur in the file by chance (a UUID)
 */
export function formFrame(field: string, name: string, boundary: string): FormFrame {
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    head: Buffer.from(
      `--${boundary}\r\n` +
        `Content-Disposition: form-data; name=${quoted(field)}; filename=${quoted(name)}\r\n` +
        `Content-Type: ${typeOf(name)}\r\n\r\n`,
      'utf8',
    ),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`, 'utf8'),
  };
}
