import { errorData, toAppError } from '../errors/app-error.ts';
import type { Application } from '../ports/application.ts';
import type { CommandWords } from './arguments.ts';
import type { Command } from './command.ts';
import { accountCommands } from './commands/account.ts';
import { diagnostics } from './commands/diagnostics.ts';
import { download } from './commands/download.ts';
import { jobCommands } from './commands/job.ts';
import { libraryCommands } from './commands/library.ts';
import { queueCommands } from './commands/queue.ts';
import { receipt } from './commands/receipt.ts';
import { review } from './commands/review.ts';
import { settingsCommands } from './commands/settings.ts';
import { watch } from './commands/watch.ts';
import { workflowCommands } from './commands/workflow.ts';
import type { Output, Result } from './output.ts';
import { UsageError } from './usage.ts';

const groups: ReadonlyMap<string, Readonly<Record<string, Command>>> = new Map([
  ['account', accountCommands],
  ['job', jobCommands],
  ['library', libraryCommands],
  ['queue', queueCommands],
  ['settings', settingsCommands],
  ['workflow', workflowCommands],
]);
const single: ReadonlyMap<string, Command> = new Map([
  ['review', review],
  ['diagnostics', diagnostics],
  ['download', download],
  ['receipt', receipt],
  ['watch', watch],
]);

/** The command the words name, and the words left for it. @throws UsageError */
export function findCommand(words: readonly string[]): {
  readonly command: Command;
  readonly rest: readonly string[];
} {
  const [first = '', second = '', ...rest] = words;
  const alone = single.get(first);
  if (alone) return { command: alone, rest: words.slice(1) };
  const group = groups.get(first);
  if (!group) throw new UsageError(first === '' ? 'Which command?' : `There is no command “${first}”.`);
  const command = Object.hasOwn(group, second) ? group[second] : undefined;
  if (!command) throw new UsageError(`${first} what? One of: ${Object.keys(group).join(', ')}.`);
  return { command, rest };
}

/** Runs a command on a started application; every failure becomes a result with its sentence. */
export async function runCommand(
  { flags, words }: CommandWords,
  application: Application,
  output: Output,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result> {
  const { command, rest } = findCommand(words);
  try {
    return await command({
      application,
      api: application.api,
      flags,
      words: rest,
      output,
      environment,
      signal,
    });
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    const error = toAppError(thrown);
    const kept = error.action === 'retry' || error.action === 'sign-in';
    return { outcome: kept ? 'kept' : 'failed', data: {}, lines: [], error: errorData(error) };
  }
}
