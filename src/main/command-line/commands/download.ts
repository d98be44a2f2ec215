import { dirname, resolve } from 'node:path';
import type { JobId, QueueItem } from '../../../preload/contract/index.ts';
import { required } from '../arguments.ts';
import { jobByWord, refreshed, settle, type Command, type CommandContext } from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import type { Result } from '../output.ts';

/** What is left of the job's downloads; a decision that waits for somebody is no reason to call them failed. */
async function unfinishedDownloads({ api }: CommandContext, job: JobId): Promise<readonly QueueItem[]> {
  return (await api.queue.list()).filter(
    (item) => item.jobId === job && item.kind === 'download-file' && item.state.kind !== 'done',
  );
}

export const download: Command = async (context) => {
  const { api, flags, words } = context;
  const folder = resolve(required(flags.to, 'to'));
  const job = await jobByWord(context, words[0]);
  await refreshed(context, job);
  await api.jobs.download(job.id, folder);
  await settle(context, [job.id]);
  const { files } = await api.jobs.get(job.id);
  const saved = files.flatMap(({ name, download: found }) => {
    if (found === null) return [];
    const { results = [], ...last } = found;
    return (results.length > 0 ? results : [last])
      .filter(({ path }) => dirname(path) === folder)
      .map((each) => ({ name, ...each }));
  });
  const result: Result = { outcome: 'done', data: { files: saved }, lines: saved.map((file) => file.path) };

  const left = await unfinishedDownloads(context, job.id);
  if (left.length === 0) return result;
  const failed = left.find((item) => item.state.kind === 'failed');
  const held = left.find((item) => item.state.kind === 'held');
  if (failed?.state.kind === 'failed') return { ...result, outcome: 'failed', error: failed.state.error };
  if (held?.state.kind === 'held')
    return {
      ...result,
      outcome: 'failed',
      error: { code: 'held', message: held.state.sentence, action: 'person' },
    };
  return { ...result, outcome: 'kept', error: await keptReason(context, job.accountId) };
};
