/** One final or preliminary answer of an FTP server (RFC 959, 4.2). */
export interface Reply {
  /** Three digits. */
  readonly code: number;
  /** All its lines, without the code of a single line. */
  readonly text: string;
}

/** A server that never ends its answer is no server. Characters. */
const LONGEST = 256 * 1024;

/** The server said no. */
export class RefusedReply extends Error {
  readonly code: number;

  constructor(reply: Reply) {
    super(reply.text);
    this.name = 'RefusedReply';
    this.code = reply.code;
  }
}

/** @throws RefusedReply for a reply of 400 and above */
export function accepted(reply: Reply): Reply {
  if (reply.code >= 400) throw new RefusedReply(reply);
  return reply;
}

/**
 * Turns what a control connection says into replies: several at once, or one spread over many pieces. A reply of many
 * lines begins with `123-` and ends with a line that begins with `123 ` (RFC 959, 4.2). UTF-8 (RFC 2640).
 * @throws Error when a reply never ends or does not begin with a code
 */
export function replyReader(): (chunk: Buffer) => readonly Reply[] {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let code: string | null = null;
  let lines: string[] = [];
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const replies: Reply[] = [];
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end).replace(/\r$/, '');
      rest = rest.slice(end + 1);
      const found = /^(\d{3})([ -]|$)(.*)$/.exec(line);
      if (code === null) {
        // Empty lines between replies are seen in the wild and mean nothing.
        if (line.trim() === '') continue;
        if (found === null) throw new Error('The server does not speak FTP.');
        const [, number = '', mark, text = ''] = found;
        if (mark === '-') {
          code = number;
          lines = [text];
        } else replies.push({ code: Number(number), text });
      } else if (found !== null && found[1] === code && found[2] !== '-') {
        replies.push({ code: Number(code), text: [...lines, found[3] ?? ''].join('\n') });
        code = null;
      } else lines.push(line);
    }
    if (rest.length > LONGEST || lines.length > LONGEST / 64) throw new Error('A reply never ended.');
    return replies;
  };
}
