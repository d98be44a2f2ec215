import { resolve } from 'node:path';
import { required } from '../arguments.ts';
import { jobByWord, type Command } from '../command.ts';
import { done } from '../output.ts';
import { UsageError } from '../usage.ts';

/** Feeds a job with the finished files of a folder until it is interrupted; what was taken is sent and stays taken. */
export const watch: Command = async (context) => {
  const folder = context.words[0];
  if (folder === undefined) throw new UsageError('The folder is missing.');
  const job = await jobByWord(context, required(context.flags.job, 'job'));
  const watched = await context.api.watch.add(resolve(folder), job.id);
  let taken = watched.taken;
  context.output.event('watching', { path: watched.path, job: job.remoteId }, `Watching ${watched.path}`);
  const stopped = new Promise<void>((end) => {
    const unsubscribe = context.application.onPush((push) => {
      if (push.event !== 'watch-changed') return;
      void context.api.watch.list().then((folders) => {
        const now = folders.find((each) => each.id === watched.id);
        if (now === undefined || now.taken === taken) return;
        ({ taken } = now);
        context.output.event('taken', { taken }, `${String(taken)} taken`);
      });
    });
    const stop = (): void => {
      unsubscribe();
      end();
    };
    if (context.signal.aborted) stop();
    else context.signal.addEventListener('abort', stop, { once: true });
  });
  await stopped;
  await context.api.watch.remove(watched.id);
  return done({ path: watched.path, taken }, [`${String(taken)} taken from ${watched.path}`]);
};
