import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { systemClock } from './adapters/clock/system-clock.ts';
import { AppError, errorData, toAppError } from './errors/app-error.ts';
import type { PracticeFurther } from './ports/application.ts';
import { lastFurtherServices, startFurtherServices } from './practice/further-services.ts';
import {
  lastPracticeAddress,
  startPracticeStudio,
  type PracticeAddress,
} from './practice/practice-studio.ts';

// The practice studio in a thread of its own, so that cutting pictures out never holds the window up.
// First message out: `{ access }` or `{ failure }`. Message in: `stop`.

const order = z.object({ home: z.string(), speed: z.number().positive(), port: z.int().optional() });

if (parentPort === null) throw new Error('practice-worker runs as a worker thread only.');
const parent = parentPort;

try {
  const { port, ...rest } = order.parse(workerData);
  const studio = await startPracticeStudio({
    ...rest,
    ...(port === undefined ? {} : { port }),
    clock: systemClock,
    random: Math.random,
  });
  const further = await startFurtherServices(rest.home, studio.samples);
  parent.on('message', (message: unknown) => {
    if (message !== 'stop') return;
    void Promise.all([studio.stop(), further.stop()]).finally(() => parent.close());
  });
  const access: PracticeAddress & PracticeFurther = {
    library: further.library,
    site: further.site,
    api: studio.api,
    clientToken: studio.clientToken,
    sessionToken: studio.sessionToken,
    ftp: studio.ftp,
    ftpUser: studio.ftpUser,
    ftpPassword: studio.ftpPassword,
    ftpFingerprint: studio.ftpFingerprint,
    samples: studio.samples,
  };
  parent.postMessage({ access });
} catch (error) {
  const failure = toAppError(error);
  // Another window or command of this profile has it open: that one is used.
  const isElsewhere = error instanceof AppError && error.code === 'practice_running';
  const running = isElsewhere ? lastPracticeAddress(order.parse(workerData).home) : null;
  const further = isElsewhere ? lastFurtherServices(order.parse(workerData).home) : null;
  parent.postMessage(
    running === null || further === null
      ? { failure: errorData(failure), detail: String(error) }
      : { access: { ...running, ...further } },
  );
}
