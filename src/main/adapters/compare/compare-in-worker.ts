import { Worker } from 'node:worker_threads';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import type { Comparing } from '../../ports/comparing.ts';
import {
  changesAnswer,
  compareReply,
  edgeTourAnswer,
  lineUpAnswer,
  type CompareRequest,
  type CompareTask,
} from './messages.ts';

export interface CompareInWorkerOptions {
  /** The built `compare-worker.js`, or its source under Node 24. */
  readonly worker: URL;
}

interface Waiting {
  readonly task: CompareTask;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function failed(cause: unknown): AppError {
  return new AppError(
    'person',
    'compare_failed',
    'Clipdesk could not compare these two pictures. Compare them side by side without lining them up.',
    { cause },
  );
}

/**
 * Comparing in a thread of its own, started when it is first needed. One request is worked on at a time, the one asked
 * last first: somebody is looking at that picture now. A thread that ends fails what it worked on and nothing else.
 */
export function compareInWorker(options: CompareInWorkerOptions): Comparing {
  let worker: Worker | null = null;
  let working: Waiting | null = null;
  let lastId = 0;
  let stopped = false;
  const waiting: Waiting[] = [];

  function finish(settle: (done: Waiting) => void): void {
    const done = working;
    working = null;
    if (done !== null) settle(done);
    next();
  }

  function start(): Worker {
    const started = new Worker(options.worker, { name: 'comparing' });
    // It must never keep a process alive that has nothing else to do.
    started.unref();
    started.on('message', (message: unknown) => {
      const reply = compareReply.safeParse(message);
      if (!reply.success || reply.data.id !== lastId) return;
      const { data } = reply;
      finish((done) => {
        if ('failure' in data) done.reject(failed(data.failure));
        else done.resolve(data.value);
      });
    });
    const gone = (cause: unknown): void => {
      if (worker !== started) return;
      worker = null;
      finish((done) => {
        done.reject(failed(cause));
      });
    };
    started.on('error', gone);
    started.on('exit', () => {
      gone('The comparing thread ended.');
    });
    return started;
  }

  function next(): void {
    if (working !== null || stopped) return;
    const latest = waiting.pop();
    if (latest === undefined) return;
    working = latest;
    lastId += 1;
    worker ??= start();
    const request: CompareRequest = { id: lastId, task: latest.task };
    worker.postMessage(request);
  }

  /** Whoever waited goes on at once; what was begun ends at its next stop, and only then is the next one's turn. */
  function giveUp(asked: Waiting, reason: unknown): void {
    const place = waiting.indexOf(asked);
    if (place >= 0) waiting.splice(place, 1);
    if (working === asked)
      worker?.postMessage({ id: lastId, task: { kind: 'give-up' } } satisfies CompareRequest);
    asked.reject(reason);
  }

  async function ask<Value>(
    task: CompareTask,
    schema: z.ZodType<Value>,
    signal: AbortSignal | null = null,
  ): Promise<Value> {
    signal?.throwIfAborted();
    if (stopped) throw failed('Comparing was stopped.');
    let stopListening = (): void => undefined;
    const value = await new Promise<unknown>((resolve, reject) => {
      const asked: Waiting = { task, resolve, reject };
      const onAbort = (): void => {
        giveUp(asked, signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      stopListening = () => signal?.removeEventListener('abort', onAbort);
      waiting.push(asked);
      next();
    }).finally(() => {
      stopListening();
    });
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw failed(parsed.error);
    return parsed.data;
  }

  return {
    lineUp: (original, result) => ask({ kind: 'line-up', original, result }, lineUpAnswer),
    edgeTour: (result, original, signal) =>
      ask({ kind: 'edge-tour', result, original }, edgeTourAnswer, signal),
    changes: (before, after, pins) => ask({ kind: 'changes', before, after, pins }, changesAnswer),
    async stop() {
      stopped = true;
      const left = [...(working === null ? [] : [working]), ...waiting.splice(0)];
      working = null;
      for (const each of left) each.reject(failed('Comparing was stopped.'));
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
}
