import type { HttpAnswer } from './http-client.ts';

/** Bytes of an answer that are read for its words; what is behind them is let go. */
const mostBytes = 16 * 1024;

/** How long is waited for them: an answer that trickles must not hold up the next try. Milliseconds. */
const patience = 3_000;

/** Characters that are kept. */
const mostCharacters = 300;

const entities: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** A text as it reads without its markup: tags, comments, scripts and styles go, the usual entities become characters. */
export function withoutMarkup(text: string): string {
  return text
    .replace(/<(script|style|title|head)\b[^]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/<[^>]*(>|$)/g, ' ')
    .replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? ' ');
}

/**
 * What a server wrote, as a short text a person may read: no markup, no addresses, nothing that could open anything.
 * @param secrets texts to take out wherever they stand
 */
export function cleanWords(text: string, secrets: readonly string[] = []): string {
  const plain = withoutMarkup(text);
  const open = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((left, secret) => left.replaceAll(secret, '…'), plain);
  return open
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '…')
    .replace(/[\w.%+-]+@[\w.-]+/g, '…')
    .replace(/[?&][^\s"'<>]*=[^\s"'<>]*/g, '…')
    .replace(
      /\b(\w*(?:session|token|account|password|authorization|cookie)\w*"?\s*[:=]\s*"?)[^\s",;}]+/gi,
      '$1…',
    )
    .replace(/\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/gi, '…')
    .replace(/[A-Za-z0-9+/_-]{32,}={0,2}/g, '…')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, mostCharacters)
    .trim();
}

/** The values of an address's query: they carry the session. */
export function secretsOf(address: string): readonly string[] {
  return URL.canParse(address) ? [...new URL(address).searchParams.values()] : [];
}

/** The beginning of an answer nobody else reads, cleaned. Never throws and never waits long. */
export async function answerWords(answer: HttpAnswer, secrets: readonly string[]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const timer = setTimeout(() => {
    answer.discard();
  }, patience);
  try {
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= mostBytes) break;
    }
  } catch {
    // What came until then is what it said.
  } finally {
    clearTimeout(timer);
    answer.discard();
  }
  return cleanWords(Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8'), secrets);
}
