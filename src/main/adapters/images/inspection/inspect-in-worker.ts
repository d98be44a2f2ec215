import { Worker } from 'node:worker_threads';
import type { z } from 'zod';
import { AppError } from '../../../errors/app-error.ts';
import type { Inspector } from '../../../ports/inspector.ts';
import type { InspectingTurns } from './inspecting-turns.ts';
import {
  impureWhiteAnswer,
  inspectReply,
  measuresAnswer,
  samePictureAnswer,
  type InspectRequest,
} from './inspect-messages.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Question = InspectRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

function ended(cause?: unknown): AppError {
  return new AppError(
    'person',
    'inspect_failed',
    'Clipdesk could not look into this picture. Check the files again, or look at it yourself.',
    { cause },
  );
}

/** An `Inspector` whose looking at pixels happens in a thread of its own. */
export interface InspectorInWorker extends Inspector {
  stop(): Promise<void>;
}

/**
 * Heads of files are read here; whatever looks at pixels is done in a thread, started when it is first needed, so that the
 * window never waits for it. A thread that ends fails what it worked on and nothing else.
 * @param program the built `inspect-worker.js`, or its source under Node 24
 */
export function inspectInWorker(program: URL, turns: InspectingTurns): InspectorInWorker {
  // Loaded with the first file that is looked into: it brings the decoder.
  let loaded: Promise<Inspector> | null = null;
  const here = (): Promise<Inspector> =>
    (loaded ??= import('./create-inspector.ts').then(({ createInspector }) => createInspector()));
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;
  let stopped = false;

  function fail(cause: unknown): void {
    for (const each of waiting.values()) each.reject(ended(cause));
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(program, { name: 'inspecting' });
    // It must never keep a process alive that has nothing else to do.
    started.unref();
    started.on('message', (message: unknown) => {
      const reply = inspectReply.safeParse(message);
      if (!reply.success) return;
      const { data } = reply;
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ('failure' in data) {
        const { code, sentence } = data.failure;
        asked?.reject(code === '' ? ended(sentence) : new AppError('person', code, sentence));
      } else asked?.resolve(data.value);
    });
    const gone = (cause: unknown): void => {
      if (worker !== started) return;
      worker = null;
      fail(cause);
    };
    started.on('error', gone);
    started.on('exit', () => {
      gone('The inspecting thread ended.');
    });
    return started;
  }

  async function ask<Value>(
    question: Question,
    schema: z.ZodType<Value>,
    signal: AbortSignal | null,
  ): Promise<Value> {
    signal?.throwIfAborted();
    if (stopped) throw ended('Inspecting was stopped.');
    lastId += 1;
    const id = lastId;
    worker ??= start();
    const thread = worker;
    const giveUp = (): void => {
      thread.postMessage({ id, kind: 'give-up' } satisfies InspectRequest);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ ...question, id } satisfies InspectRequest);
      });
      return schema.parse(value);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw thrown instanceof AppError ? thrown : ended(thrown);
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  return {
    read: async (path) => (await here()).read(path),
    clippingPaths: async (path) => (await here()).clippingPaths(path),
    measure: (path, signal) =>
      turns.later(signal, () => ask({ kind: 'measure', path }, measuresAnswer, signal)),
    impureWhite: (path, signal) =>
      turns.now(() => ask({ kind: 'impure-white', path }, impureWhiteAnswer, signal)),
    samePicture: (one, other) =>
      turns.later(null, () => ask({ kind: 'same-picture', one, other }, samePictureAnswer, null)),
    async stop() {
      stopped = true;
      const ending = worker;
      worker = null;
      fail('Inspecting was stopped.');
      await ending?.terminate();
    },
  };
}
