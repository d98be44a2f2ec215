import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import type { PracticeAccess, PracticeFurther, PracticeLauncher } from '../../ports/application.ts';

export interface PracticeInWorkerOptions {
  /** The built `practice-worker.js`, or its source under Node 24. */
  readonly worker: URL;
  /** How many times faster than the normal pace. */
  readonly speed: number;
  readonly port?: number;
}

const access = z.object({
  api: z.string(),
  clientToken: z.string(),
  sessionToken: z.string(),
  ftp: z.string(),
  ftpUser: z.string(),
  ftpPassword: z.string(),
  ftpFingerprint: z.string(),
  samples: z.array(z.string()),
  library: z.object({ api: z.string(), token: z.string(), organisationId: z.string() }),
  site: z.object({ api: z.string(), site: z.string(), user: z.string(), password: z.string() }),
});

const failure = z.object({
  code: z.string(),
  message: z.string(),
  action: z.enum(['retry', 'sign-in', 'person', 'gone', 'conflict', 'bug']),
});

const firstMessage = z.union([z.object({ access }), z.object({ failure, detail: z.string().optional() })]);

/** How long a studio that is asked to stop may take before its thread is ended. Milliseconds. */
const PATIENCE = 5000;

function notStarted(cause: unknown): AppError {
  return new AppError(
    'bug',
    'practice_failed',
    'The practice studio could not be opened. Restart Clipdesk; if it stays so, please report it.',
    { cause },
  );
}

/**
 * Runs the practice studio in a thread of its own. Where another process has it open on the same home, that one is
 * used; stopping then ends nothing.
 */
export function practiceInWorker(options: PracticeInWorkerOptions): PracticeLauncher {
  return {
    async start(home): Promise<PracticeAccess & PracticeFurther> {
      const { speed, port } = options;
      const worker = new Worker(options.worker, {
        name: 'practice studio',
        workerData: { home, speed, ...(port === undefined ? {} : { port }) },
      });
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const first = await new Promise<unknown>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', (error) => reject(notStarted(error)));
        worker.once('exit', () => reject(notStarted('The thread ended at once.')));
      });
      // A thread that fails later ends the studio; its addresses then refuse, which is told where they are used.
      worker.on('error', () => undefined);
      const read = firstMessage.safeParse(first);
      if (!read.success || 'failure' in read.data) {
        await worker.terminate();
        if (!read.success) throw notStarted(read.error);
        if (!('failure' in read.data)) throw notStarted(null);
        const { action, code, message } = read.data.failure;
        throw new AppError(action, code, message, { cause: read.data.detail });
      }
      return {
        ...read.data.access,
        async stop() {
          worker.postMessage('stop');
          const timer = setTimeout(() => void worker.terminate(), PATIENCE);
          await ended;
          clearTimeout(timer);
        },
      };
    },
  };
}
