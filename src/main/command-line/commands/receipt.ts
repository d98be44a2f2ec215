import { jobByWord, type Command } from '../command.ts';
import { done } from '../output.ts';

/** What was sent for a job and what proves it: JSON, or CSV for spreadsheets. */
export const receipt: Command = async (context) => {
  const { api, flags, words } = context;
  const job = await jobByWord(context, words[0]);
  const format = flags.csv === true ? 'csv' : 'json';
  const text = await api.queue.receiptText(job.id, format);
  const data: Readonly<Record<string, unknown>> =
    format === 'csv' ? { csv: text } : { receipt: JSON.parse(text) as unknown };
  // The text ends its own last line; rows of CSV keep their CR.
  return done(data, [text.replace(/\r?\n$/, (end) => end.slice(0, -1))]);
};
