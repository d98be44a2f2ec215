import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Asked {
  readonly first: number;
  readonly last: number;
}

/** `bytes=10-`, `bytes=10-99`, `bytes=-5` (RFC 9110, 14.1.2). @returns `whole` for what a server may ignore, `none` when nothing of it is there */
function rangeOf(header: string | undefined, size: number): Asked | 'whole' | 'none' {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return 'whole';
  if (found[1] === '') {
    const length = Math.min(size, Number(found[2]));
    return length === 0 ? 'none' : { first: size - length, last: size - 1 };
  }
  const first = Number(found[1]);
  const last = found[2] === '' ? size - 1 : Math.min(size - 1, Number(found[2]));
  if (first >= size) return 'none';
  return first > last ? 'whole' : { first, last };
}

/** True when the file is still the one the client has the beginning of: a strong tag or the exact date (13.1.5). */
function isStill(ifRange: string | undefined, etag: string, modified: string): boolean {
  return ifRange === undefined || ifRange === etag || ifRange === modified;
}

/**
 * Sends a file or the part that is asked for, as strictly as the standard: a tag and a date to go on by, 206 with exactly
 * the part, 200 with everything when the file changed, 416 when there is nothing left to send.
 * @param cut after how many bytes the connection breaks off; null: not at all
 */
export async function sendRanged(
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  cut: number | null,
): Promise<FastifyReply> {
  const { size, mtimeMs, ino } = await stat(path);
  const etag = `"${ino.toString(16)}-${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
  const modified = new Date(mtimeMs).toUTCString();
  void reply.header('accept-ranges', 'bytes').header('etag', etag).header('last-modified', modified);
  const ifRange = request.headers['if-range'];
  const asked = isStill(typeof ifRange === 'string' ? ifRange : undefined, etag, modified)
    ? rangeOf(request.headers.range, size)
    : 'whole';
  if (asked === 'none')
    return reply
      .code(416)
      .header('content-range', `bytes */${String(size)}`)
      .send();
  const part = asked === 'whole' ? { first: 0, last: size - 1 } : asked;
  const length = part.last - part.first + 1;
  void reply.header('content-length', String(length));
  if (asked !== 'whole')
    void reply
      .code(206)
      .header('content-range', `bytes ${String(part.first)}-${String(part.last)}/${String(size)}`);
  if (length === 0) return reply.send('');
  const stream = createReadStream(path, { start: part.first, end: part.last });
  return cut === null ? reply.send(stream) : sendBrokenOff(reply, stream, cut);
}

/** Answers with so many bytes of the content; then, when they have left, the connection ends. */
export async function sendBrokenOff(
  reply: FastifyReply,
  content: AsyncIterable<Buffer>,
  after: number,
): Promise<FastifyReply> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  let left = after;
  try {
    for await (const chunk of content) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      // Called back when the bytes were handed to the system, or when nobody takes them any more.
      await new Promise<void>((resolve) => raw.write(part, () => resolve()));
      if (left === 0 || raw.destroyed) {
        raw.destroy();
        break;
      }
    }
  } catch {
    // The answer is begun: all that is left to say is that it ends here.
    raw.destroy();
  }
  if (!raw.destroyed) raw.end();
  return reply;
}
