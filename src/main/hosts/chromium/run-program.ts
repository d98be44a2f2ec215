import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Null when the program could not be started. */
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program without a shell and gives its exit code and what it printed. Never rejects. */
export function runProgram(program: string, args: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => (output += text));
    child.on('error', () => resolve({ code: null, output: '' }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
