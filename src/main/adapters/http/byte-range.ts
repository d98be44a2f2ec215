/** What an answer says of the part it carries; bytes. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Of the whole file; null when the server does not say. */
  readonly total: number | null;
}

/** Reads `Content-Range: bytes 10-99/100` (RFC 9110, 14.4). @returns null for anything that makes no sense */
export function contentRange(header: string | null): ContentRange | null {
  const found = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(header ?? '');
  if (found === null) return null;
  const [first, last] = [Number(found[1]), Number(found[2])];
  const total = found[3] === '*' ? null : Number(found[3]);
  return first > last || (total !== null && last >= total) ? null : { first, last, total };
}

/** An entity tag that says the bytes are the same; a weak one only says that they mean the same. */
export function strongTag(header: string | null): string | null {
  const tag = header?.trim() ?? '';
  return /^"[\u0021\u0023-\u007e\u0080-\u00ff]*"$/.test(tag) ? tag : null;
}

/** MD5 of nothing: what servers send that have computed none. */
const ofNothing = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * MD5 of a body by `Content-MD5` (RFC 1864) or `Repr-Digest`/`Digest` (RFC 9530, 3230), all in Base64.
 * @returns lower-case hex; null when there is none, when it cannot be one, and for the MD5 of nothing
 */
export function announcedMd5(header: (name: string) => string | null): string | null {
  const plain = header('content-md5');
  const listed = /(?:^|[\s,])md5=:?([A-Za-z0-9+/]{22}==):?/i.exec(
    `${header('repr-digest') ?? ''},${header('digest') ?? ''}`,
  );
  const encoded = plain?.trim() ?? listed?.[1] ?? '';
  if (!/^[A-Za-z0-9+/]{22}==$/.test(encoded)) return null;
  const md5 = Buffer.from(encoded, 'base64').toString('hex');
  return md5 === ofNothing ? null : md5;
}
