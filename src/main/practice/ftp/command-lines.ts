/** Longest command line that is taken; RFC 959 sets none. Bytes. */
const LONGEST = 8192;

export interface FtpCommand {
  /** Upper case. */
  readonly verb: string;
  readonly argument: string;
}

/**
 * Turns chunks of a control connection into commands: several in one chunk, or one spread over several. Lines end with
 * CRLF or LF alone; Telnet's interrupt signs before ABOR are dropped.
 * @throws Error when a line never ends
 */
export function commandReader(): (chunk: Buffer) => readonly FtpCommand[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const commands: FtpCommand[] = [];
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const line = rest.subarray(0, end);
      rest = rest.subarray(end + 1);
      commands.push(commandOf(line));
    }
    if (rest.byteLength > LONGEST) throw new Error('The command line is too long.');
    return commands;
  };
}

function commandOf(line: Buffer): FtpCommand {
  let start = 0;
  // 0xff 0xf4 0xff 0xf2: interrupt process, synch.
  while ((line[start] ?? 0) >= 0xf0) start += 1;
  const text = line.subarray(start).toString('utf8').replace(/\r$/, '');
  const space = text.indexOf(' ');
  return space === -1
    ? { verb: text.toUpperCase(), argument: '' }
    : { verb: text.slice(0, space).toUpperCase(), argument: text.slice(space + 1) };
}
