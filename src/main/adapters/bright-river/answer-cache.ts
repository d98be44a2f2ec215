/** An answer kept for asking "has it changed?" instead of for all of it. */
export interface KeptAnswer {
  readonly etag: string;
  /** As it came, unpacked. */
  readonly bytes: Buffer;
}

/** Answers of reads by address, for one session only: they hold addresses with that session in them. In memory. */
export interface AnswerCache {
  get(address: string, session: string): KeptAnswer | null;
  /** Keeps the answer, or with `etag` null forgets the one there was. */
  put(address: string, session: string, etag: string | null, bytes: Buffer): void;
}

const mostBytes = 16 * 1024 * 1024;
const mostAnswers = 2000;

/** Entity tags that can be sent back in a header; some servers leave the quotes out. */
const sendable = /^[\x21-\x7e]{1,256}$/;

/** Bounded by bytes and by count; what was not asked about for longest goes first. */
export function createAnswerCache(): AnswerCache {
  const kept = new Map<string, KeptAnswer>();
  let owner: string | null = null;
  let size = 0;

  function forget(address: string): void {
    size -= kept.get(address)?.bytes.byteLength ?? 0;
    kept.delete(address);
  }

  function belongTo(session: string): void {
    if (owner === session) return;
    owner = session;
    kept.clear();
    size = 0;
  }

  return {
    get(address, session) {
      belongTo(session);
      const answer = kept.get(address);
      if (answer === undefined) return null;
      kept.delete(address);
      kept.set(address, answer);
      return answer;
    },
    put(address, session, etag, bytes) {
      // An answer to a request that began before a sign-in belongs to nobody any more.
      if (owner !== session) return;
      forget(address);
      if (etag === null || !sendable.test(etag) || bytes.byteLength > mostBytes) return;
      kept.set(address, { etag, bytes });
      size += bytes.byteLength;
      for (const oldest of kept.keys()) {
        if (size <= mostBytes && kept.size <= mostAnswers) break;
        forget(oldest);
      }
    },
  };
}
