import { resolve, sep } from 'node:path';
import type { DownloadRoute, JobId, OnCollision, QueueItem } from '../../../preload/contract/index.ts';
import { required } from '../arguments.ts';
import { jobByWord, refreshed, settle, type Command, type CommandContext } from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import type { Result } from '../output.ts';
import { UsageError } from '../usage.ts';

/** What is left of the job's downloads; a decision that waits for somebody is no reason to call them failed. */
async function unfinishedDownloads({ api }: CommandContext, job: JobId): Promise<readonly QueueItem[]> {
  return (await api.queue.list()).filter(
    (item) =>
      item.jobId === job &&
      (item.kind === 'download-file' || item.kind === 'download-archive') &&
      item.state.kind !== 'done',
  );
}

/** @throws UsageError naming the words that are possible */
function oneOf<Word extends string>(
  given: string | undefined,
  words: readonly Word[],
  flag: string,
): Word | null {
  if (given === undefined) return null;
  const found = words.find((word) => word === given);
  if (found === undefined) throw new UsageError(`--${flag} is one of: ${words.join(', ')}.`);
  return found;
}

export const download: Command = async (context) => {
  const { api, flags, words } = context;
  const folder = resolve(required(flags.to, 'to'));
  const onCollision = oneOf<OnCollision>(
    flags['on-collision'],
    ['keep-both', 'skip', 'replace'],
    'on-collision',
  );
  const route = oneOf<DownloadRoute>(flags.by, ['file', 'zip', 'ftp'], 'by');
  const job = await jobByWord(context, words[0]);
  await refreshed(context, job);
  const before = await api.downloads.choices(job.id);
  const wish = { folder, template: flags.name ?? before.template, route: route ?? before.route };
  const started = await api.downloads.start(job.id, wish, onCollision ?? 'keep-both');
  await settle(context, [job.id]);
  const { files } = await api.jobs.get(job.id);
  const saved = files.flatMap(({ name, download: found }) => {
    if (found === null) return [];
    const { results = [], ...last } = found;
    return (results.length > 0 ? results : [last])
      .filter(({ path }) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep))
      .map((each) => ({ name, ...each }));
  });
  const result: Result = {
    outcome: 'done',
    data: { files: saved, ...started },
    lines: [
      ...saved.map((file) => file.path),
      ...(started.alreadyThere > 0 ? [`${String(started.alreadyThere)} were there already, unchanged`] : []),
      ...(started.skipped > 0 ? [`${String(started.skipped)} left out: their names are taken`] : []),
    ],
  };

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
