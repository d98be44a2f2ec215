import type { JobFile, JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { jobByWord, type Command, type CommandContext } from '../command.ts';
import { done } from '../output.ts';
import { UsageError } from '../usage.ts';

/** The file meant by the word after the job's number: its name or its number at the service. */
async function fileByWord({ api, words }: CommandContext, job: JobId): Promise<JobFile> {
  const word = words[1];
  if (word === undefined) throw new UsageError('The file’s name or number is missing.');
  const { files } = await api.jobs.get(job);
  const found =
    files.find((file) => file.name.normalize('NFC') === word.normalize('NFC')) ??
    files.find((file) => String(file.remoteId) === word);
  if (found === undefined)
    throw new AppError('person', 'file_unknown', `The job has no file “${word}”. See “job files”.`);
  return found;
}

/** What the service itself says of one file (GET …/filesextended/{fileId} or …/files/{fileName}). */
export const fileFacts: Command = async (context) => {
  const job = await jobByWord(context, context.words[0]);
  const file = await fileByWord(context, job.id);
  const facts = await context.api.jobs.serviceFacts(job.id, file.id);
  const values: readonly (readonly [string, string | number | null | readonly string[]])[] =
    Object.entries(facts);
  const lines = values.flatMap(([name, value]) => {
    const text = typeof value === 'object' ? (value ?? []).join(', ') : String(value);
    return text === '' ? [] : [`${name}: ${text}`];
  });
  return done({ file: facts }, lines);
};

/** Remark and tags of one file (PUT …/files/{fileName}); what is not named stays. `--tag ""` takes all tags away. */
export async function remarkFile(context: CommandContext, job: JobId): Promise<void> {
  const { comment, tag } = context.flags;
  if (comment === undefined && tag === undefined)
    throw new UsageError('Say what the file gets: --comment or --tag.');
  const file = await fileByWord(context, job);
  const tags = tag?.filter((each) => each !== '') ?? file.tags;
  await context.api.jobs.setRemark(job, file.id, comment ?? file.remark, tags);
}
