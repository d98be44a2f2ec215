import type { JobDetail, JobId, Preflight } from '../../preload/contract/index.ts';
import type { CommandContext } from './command.ts';

const interrupted = (): Error => new Error('Interrupted; what was queued is kept.');

function interruptible<T>(context: CommandContext, wait: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(interrupted());
    context.signal.addEventListener('abort', stop, { once: true });
    wait.then(resolve, reject).finally(() => {
      context.signal.removeEventListener('abort', stop);
    });
  });
}

/** Looks again after every push until `look` finds what it waits for; pushes follow every change, so nothing is missed. */
function untilPush<T>(context: CommandContext, look: () => Promise<T | null>): Promise<T> {
  return new Promise((resolve, reject) => {
    let looking = false;
    let again = false;
    const end = (): void => {
      unsubscribe();
      context.signal.removeEventListener('abort', stop);
    };
    const stop = (): void => {
      end();
      reject(interrupted());
    };
    const check = (): void => {
      if (looking) {
        again = true;
        return;
      }
      looking = true;
      again = false;
      look()
        .then((found) => {
          looking = false;
          if (found !== null) {
            end();
            resolve(found);
          } else if (again) check();
        })
        .catch((error: unknown) => {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    };
    const unsubscribe = context.application.onPush(check);
    context.signal.addEventListener('abort', stop);
    check();
  });
}

/** The draft once it can be sent. */
export async function draftReady(context: CommandContext, id: JobId): Promise<JobDetail> {
  await interruptible(context, context.application.whenReady(id));
  return context.api.jobs.get(id);
}

/** True when the job got its number; false when that has to wait (offline, signed out, held). */
export function jobNumbered(context: CommandContext, id: JobId): Promise<boolean> {
  return untilPush(context, async () => {
    const { job } = await context.api.jobs.get(id);
    if (job.remoteId !== null) return true;
    const item = (await context.api.queue.list()).find(
      (each) => each.jobId === id && each.kind === 'create-job',
    );
    if (!item || item.state.kind === 'running' || item.state.kind === 'waiting') return null;
    return false;
  });
}

/** The job's preflight once every returned file was looked at, or once it cannot go on (its sentence says why). */
export function preflightThrough(context: CommandContext, id: JobId): Promise<Preflight> {
  return untilPush(context, async () => {
    const preflight = await context.api.inspect.preflight(id);
    const { running, checked, total, sentence } = preflight.progress;
    return !running && (checked === total || sentence !== '') ? preflight : null;
  });
}
