import { parseList } from 'basic-ftp';
import type { Reply } from './ftp-reply.ts';
import { readAll } from './fetch-file.ts';
import type { FtpSession } from './ftp-session.ts';

/** "213 1234" (RFC 3659, 4); null for anything else. Bytes. */
export function parseSize(reply: Reply): number | null {
  const found = reply.code === 213 ? /^\s*(\d{1,15})\s*$/.exec(reply.text) : null;
  return found?.[1] === undefined ? null : Number(found[1]);
}

/** One fact of "250-… size=1234;… name …250 End" (RFC 3659, 7). */
function sizeFact(text: string): number | null {
  const found = /(?:^|[;\s])size=(\d{1,15});/i.exec(text);
  return found?.[1] === undefined ? null : Number(found[1]);
}

/**
 * Size of a file in the current folder as the server tells it: SIZE, else MLST, else the listing. Null when the server
 * tells none of them, or has no such file.
 * @throws Error of a socket
 */
export async function sizeAtServer(session: FtpSession, name: string): Promise<number | null> {
  const size = await session.tell(`SIZE ${name}`);
  const told = parseSize(size);
  if (told !== null) return told;
  // 550: the command is known, the file is not.
  if (size.code === 550) return null;
  const facts = await session.tell(`MLST ${name}`);
  if (facts.code === 250) {
    const fact = sizeFact(facts.text);
    if (fact !== null) return fact;
  }
  const listing = await readAll(session, 'LIST').catch((thrown: unknown) => {
    if (session.closed) throw thrown;
    return null;
  });
  if (listing === null) return null;
  const wanted = name.normalize('NFC');
  const found = parseList(listing).find((entry) => entry.isFile && entry.name.normalize('NFC') === wanted);
  return found?.size ?? null;
}
