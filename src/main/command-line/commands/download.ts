import { resolve } from 'node:path';
import { required } from '../arguments.ts';
import { jobByWord, outcomeOf, refreshed, settle, type Command } from '../command.ts';

export const download: Command = async (context) => {
  const { api, flags, words } = context;
  const folder = resolve(required(flags.to, 'to'));
  const job = await jobByWord(context, words[0]);
  await refreshed(context, job);
  await api.jobs.download(job.id, folder);
  const outcome = outcomeOf(await settle(context, [job.id]));
  const { files } = await api.jobs.get(job.id);
  const saved = files.flatMap((file) =>
    file.download === null ? [] : [{ name: file.name, ...file.download }],
  );
  return {
    outcome,
    data: { files: saved },
    lines: saved.map((file) => file.path),
    ...(outcome === 'done'
      ? {}
      : {
          error:
            outcome === 'kept'
              ? {
                  code: 'kept',
                  message: 'Some results are kept for later: run “queue run”.',
                  action: 'retry' as const,
                }
              : {
                  code: 'failed',
                  message: 'Some results could not be saved; see “queue list”.',
                  action: 'person' as const,
                },
        }),
  };
};
