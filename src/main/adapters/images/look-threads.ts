import { Worker } from 'node:worker_threads';
import { lookAnswer, type LookAnswer, type LookRequest } from './look-messages.ts';

type Found = LookAnswer['found'];

/** Looks into files beside everything else. */
export interface LookThreads {
  /** @returns null where the picture is not in order beyond doubt, cannot be read, or its thread ended */
  look(path: string): Promise<Found>;
}

/** A thread ends when nobody has asked it for so long: its memory is worth more than the 30 ms of a new one. Milliseconds. */
const IDLE = 500;

/** Started with the first file. A thread that ends says so of what it looked at, and of nothing else. */
function createLookThread(program: URL): LookThreads & { readonly busy: () => number } {
  const waiting = new Map<number, (found: Found) => void>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let last = 0;

  function start(): Worker {
    const started = new Worker(program, {
      name: 'looking',
      // Hardly anything lives there: a small nursery is swept in no time, and a large one is never given back.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    started.on('message', (message: unknown) => {
      const answer = lookAnswer.safeParse(message);
      if (!answer.success) return;
      const { id, found } = answer.data;
      waiting.get(id)?.(found);
      waiting.delete(id);
      if (waiting.size > 0) return;
      started.unref();
      rest(started);
    });
    const ended = (): void => {
      if (worker !== started) return;
      worker = null;
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
    };
    started.on('error', ended);
    started.on('exit', ended);
    return started;
  }

  function rest(running: Worker): void {
    idle = setTimeout(() => {
      worker = null;
      void running.terminate();
    }, IDLE);
    idle.unref();
  }

  return {
    busy: () => waiting.size,
    look: (path) =>
      new Promise((resolve) => {
        if (idle !== null) clearTimeout(idle);
        idle = null;
        worker ??= start();
        // Nothing else may be left to do but to wait for the answer.
        if (waiting.size === 0) worker.ref();
        last += 1;
        waiting.set(last, resolve);
        worker.postMessage({ id: last, path } satisfies LookRequest);
      }),
  };
}

/** @param program the built `look-worker.js`, or its source under Node 24 */
export function createLookThreads(program: URL, count: number): LookThreads {
  const threads = Array.from({ length: count }, () => createLookThread(program));
  return {
    look(path) {
      const free = threads.reduce((least, each) => (each.busy() < least.busy() ? each : least));
      return free.look(path);
    },
  };
}
