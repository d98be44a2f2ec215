import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const traced =
  'pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,?link,linkat,?rename,renameat,renameat2';

/** The words before a command whose system calls are to be written to a file: those that write, name and sync. */
export const tracing = (file: string): readonly [string, ...string[]] => [
  'strace',
  ...['-f', '-yy', '-s', '20000', '-e', 'signal=none', '-e', `trace=${traced}`, '-o', file],
];

/** Some containers let nobody look at another process. */
export const canTrace =
  process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

/** One call that succeeded, of whatever thread. */
export interface SystemCall {
  readonly name: string;
  /** What is written to or synced: a path, or `TCP:[HOST:PORT->HOST:PORT]`; empty where paths are given. */
  readonly target: string;
  /** Everything it was given, as the tracer prints it. */
  readonly text: string;
  /** Where in the trace it began and ended. */
  readonly began: number;
  readonly ended: number;
}

/** The calls of a trace in the order in which they began. */
export async function readCalls(file: string): Promise<readonly SystemCall[]> {
  const open = new Map<string, { text: string; began: number }>();
  const calls: SystemCall[] = [];
  const lines = (await readFile(file, 'utf8')).split('\n');
  for (const [index, line] of lines.entries()) {
    const [, thread = '', said = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>/.exec(said);
    const begun = resumed === null ? undefined : open.get(thread);
    const text = begun === undefined ? said : `${begun.text}${said.slice(resumed?.[0].length)}`;
    const began = begun?.began ?? index;
    if (said.endsWith('<unfinished ...>')) {
      open.set(thread, { text: said.slice(0, -'<unfinished ...>'.length), began });
      continue;
    }
    const [, name, target = ''] = /^(\w+)\((?:\d+<(TCP:\[[^\]]*\]|[^>]*)>)?/.exec(text) ?? [];
    if (name === undefined || !/ = \d+$/.test(text)) continue;
    calls.push({ name, target, text, began, ended: index });
  }
  return calls.sort((a, b) => a.began - b.began);
}

const isSync = ({ name }: SystemCall): boolean => name === 'fsync' || name === 'fdatasync';
const isNaming = ({ name }: SystemCall): boolean => /^(link|rename)/.test(name);
const isWrite = (call: SystemCall): boolean => !isSync(call) && !isNaming(call);
const isRegister = ({ target }: SystemCall): boolean => target.endsWith('register.sqlite-wal');
const isSending = (call: SystemCall): boolean => isWrite(call) && call.target.startsWith('TCP:');

/** A request's own text, for what is said about it. */
const request = ({ text }: SystemCall): string => /(?:GET|POST|PUT|DELETE) [^ ]*/.exec(text)?.[0] ?? 'bytes';

/** What went to a server while something written to the register was not on the disk yet. The register is written by one thread. */
export function sentBeforeSynced(calls: readonly SystemCall[]): readonly string[] {
  let isUnsynced = false;
  const found: string[] = [];
  for (const call of calls) {
    if (isRegister(call)) isUnsynced = !isSync(call);
    else if (isSending(call) && isUnsynced) found.push(request(call));
  }
  return found;
}

/** Which requests that hold a text were sent before a synced register held it; null when none holds it at all. */
export function sentBeforeKept(calls: readonly SystemCall[], text: string): readonly string[] | null {
  const requests = calls.filter((call) => isSending(call) && call.text.includes(text));
  if (requests.length === 0) return null;
  const written = calls.find((call) => isRegister(call) && isWrite(call) && call.text.includes(text));
  const synced = calls.find(
    (call) => isRegister(call) && isSync(call) && written !== undefined && call.began > written.ended,
  );
  return requests.filter(({ began }) => synced === undefined || synced.ended > began).map(request);
}

/** What is wrong with how a new file got its name, up to the moment the command says that it is done. */
export function namedUnsynced(calls: readonly SystemCall[], folder: string, path: string): readonly string[] {
  const naming = calls.find((call) => isNaming(call) && call.text.includes(`"${path}"`));
  const done = calls.find(
    ({ target, text }) => target.startsWith('UNIX') && text.includes('\\"event\\":\\"result\\"'),
  );
  const part = /"([^"]*)"/.exec(naming?.text ?? '')?.[1];
  if (naming === undefined || done === undefined || part === undefined) return ['never named'];
  const content = calls.filter((call) => isWrite(call) && call.target === part);
  const last = Math.max(...content.map(({ ended }) => ended));
  const isContentKept = calls.some(
    (call) => isSync(call) && call.target === part && call.began > last && call.ended < naming.began,
  );
  const isNameKept = calls.some(
    (call) => isSync(call) && call.target === folder && call.began > naming.ended && call.ended < done.began,
  );
  return [
    ...(content.length > 0 ? [] : ['nothing written']),
    ...(isContentKept ? [] : ['content not synced before it was named']),
    ...(isNameKept ? [] : ['name not synced before it was called done']),
  ];
}
