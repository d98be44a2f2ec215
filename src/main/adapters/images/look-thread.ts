import { Worker } from 'node:worker_threads';
import type { PictureCheck } from '../../ports/images.ts';
import { lookAnswer, type LookAnswer, type LookRequest } from './look-messages.ts';

/** Looks into files beside everything else. */
export interface LookThread {
  /** @returns null where only a decoder can tell, the file cannot be read, or the thread ended */
  look(path: string): Promise<PictureCheck | null>;
}

/** It ends when nobody has asked for so long. Milliseconds. */
const IDLE = 10_000;

/** Started with the first file. A thread that ends says so of what it looked at, and of nothing else. */
export function createLookThread(program: URL): LookThread {
  const waiting = new Map<number, (found: LookAnswer['found']) => void>();
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
