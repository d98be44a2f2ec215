import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** A program of ours that is running, with everything it has printed so far. */
export interface StartedProcess {
  readonly child: ChildProcess;
  readonly printed: () => string;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Resolves with the first match in what it prints; rejects with everything printed when it ends before. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

export function startProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string,
): StartedProcess {
  const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const listeners = new Set<() => void>();
  const add = (text: string): void => {
    printed += text;
    for (const listener of [...listeners]) listener();
  };
  child.stdout.setEncoding('utf8').on('data', add);
  child.stderr.setEncoding('utf8').on('data', add);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });

  return {
    child,
    printed: () => printed,
    ended,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(printed);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        ended.then(
          (code) => reject(new Error(`It ended with ${String(code)} and had printed:\n${printed}`)),
          reject,
        );
      }),
  };
}
