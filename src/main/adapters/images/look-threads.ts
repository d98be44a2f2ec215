import { Worker } from 'node:worker_threads';
import { lookAnswer, type LookAnswer, type LookQuestion, type LookRequest } from './look-messages.ts';

type Found = (LookAnswer & { readonly kind: 'into' })['found'];

/** Looks into files beside everything else. */
export interface LookThreads {
  /** @returns null where the picture is not in order beyond doubt, cannot be read, or its thread ended */
  look(path: string): Promise<Found>;
  /** Whether files begin and end like whole pictures; false where nothing can be told, or its thread ended. */
  atFirstSight(paths: readonly string[]): Promise<readonly boolean[]>;
}

/** Files looked at by their ends in one question: as long as looking into a few. */
const TOGETHER = 128;

interface LookThread {
  readonly busy: () => number;
  /** Null where the thread ended. */
  ask(question: LookQuestion): Promise<LookAnswer | null>;
}

/** A thread ends when nobody has asked it for so long: its memory is worth more than the 30 ms of a new one. Milliseconds. */
const IDLE = 500;

/** Started with the first file. A thread that ends says so of what it looked at, and of nothing else. */
function createLookThread(program: URL): LookThread {
  const waiting = new Map<number, (answer: LookAnswer | null) => void>();
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
      const { id } = answer.data;
      waiting.get(id)?.(answer.data);
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
    ask: (question) =>
      new Promise((resolve) => {
        if (idle !== null) clearTimeout(idle);
        idle = null;
        worker ??= start();
        // Nothing else may be left to do but to wait for the answer.
        if (waiting.size === 0) worker.ref();
        last += 1;
        waiting.set(last, resolve);
        worker.postMessage({ id: last, ...question } satisfies LookRequest);
      }),
  };
}

/** Smaller pictures pass one thread quicker than they are sent, and a second costs as much memory as all they need. Bytes. */
const LARGE = 1024 * 1024;

/**
 * One thread at first, all of them while pictures are large.
 * @param program the built `look-worker.js`, or its source under Node 24
 */
export function createLookThreads(program: URL, count: number): LookThreads {
  const threads = Array.from({ length: count }, () => createLookThread(program));
  let isLarge = false;
  const ask = (question: LookQuestion): Promise<LookAnswer | null> => {
    const wanted = threads.slice(0, isLarge ? threads.length : 1);
    return wanted.reduce((least, each) => (each.busy() < least.busy() ? each : least)).ask(question);
  };
  return {
    async look(path) {
      const answer = await ask({ kind: 'into', path });
      if (answer?.kind !== 'into') return null;
      if (answer.found !== null) isLarge = answer.found.size > LARGE;
      return answer.found;
    },
    async atFirstSight(paths) {
      const portions: (readonly string[])[] = [];
      for (let from = 0; from < paths.length; from += TOGETHER)
        portions.push(paths.slice(from, from + TOGETHER));
      const answers = await Promise.all(
        portions.map(async (portion) => {
          const answer = await ask({ kind: 'first-sight', paths: portion });
          return answer?.kind === 'first-sight' ? answer.whole : portion.map(() => false);
        }),
      );
      return answers.flat();
    },
  };
}
