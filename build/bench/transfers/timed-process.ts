import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface TimedRun {
  /** When it was started, by `performance.now()`. */
  readonly started: number;
  /** From start to exit. */
  readonly seconds: number;
  readonly code: number;
  /** Largest resident memory of the process with all of its threads, in MB (10⁶ bytes); 0 where the system does not say. */
  readonly peakMemory: number;
  /** What it and its threads used of the processors, seconds; 0 where the system does not say. */
  readonly processor: number;
  readonly output: string;
  /** True when it was ended because its time was over. */
  readonly tooLong: boolean;
}

/** VmHWM of proc(5): the high-water mark of resident memory, in kB of 1,024 bytes. */
function highWaterMark(pid: number): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return found === null ? 0 : (Number(found[1]) * 1024) / 1_000_000;
  } catch {
    return 0;
  }
}

/** proc(5), stat: fields 14 and 15, in ticks of which Linux has 100 a second. */
function processorTime(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in the second field may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** Runs a program to its end and measures it. Neither mark ever falls, so that reading them often misses little. */
export function timed(
  program: string,
  parameters: readonly string[],
  options: {
    readonly environment: NodeJS.ProcessEnv;
    /** Milliseconds. */
    readonly limit: number;
    /** Ends it; the promise then rejects. */
    readonly signal: AbortSignal;
  },
): Promise<TimedRun> {
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted();
    const started = performance.now();
    const child = spawn(program, parameters, { env: options.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let peakMemory = 0;
    let processor = 0;
    let tooLong = false;
    const take = (piece: Buffer): void => {
      output = (output + piece.toString()).slice(-20_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const look = setInterval(() => {
      peakMemory = Math.max(peakMemory, highWaterMark(child.pid ?? 0));
      processor = Math.max(processor, processorTime(child.pid ?? 0));
    }, 25);
    const limit = setTimeout(() => {
      tooLong = true;
      child.kill('SIGKILL');
    }, options.limit);
    const end = (): void => void child.kill('SIGKILL');
    options.signal.addEventListener('abort', end);
    let seconds = 0;
    child.once('exit', () => {
      seconds = (performance.now() - started) / 1000;
      clearInterval(look);
      clearTimeout(limit);
      options.signal.removeEventListener('abort', end);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (options.signal.aborted) reject(options.signal.reason as Error);
      else resolve({ started, seconds, code: code ?? 1, peakMemory, processor, output, tooLong });
    });
  });
}
