import type { JobId, PreflightFinding, ReviewRoom } from '../../../preload/contract/index.ts';
import type { CommandContext } from '../command.ts';
import { done, type Result } from '../output.ts';
import { preflightThrough } from '../waiting.ts';

const outcomes: Readonly<Record<PreflightFinding['outcome'], string>> = {
  failed: 'FAILED',
  passed: 'passed',
  'not-checked': 'not checked',
};

/** What the check of the returned files found, picture by picture, failures first. Waits until all of them were looked at. */
export async function preflight(context: CommandContext, job: JobId, room: ReviewRoom): Promise<Result> {
  const { progress, files } = await preflightThrough(context, job);
  const names = new Map(room.pairs.map((pair) => [pair.fileId, pair.name]));
  const sorted = [
    ...files.filter(({ state }) => state === 'failed'),
    ...files.filter(({ state }) => state !== 'failed'),
  ];
  const found: Record<string, unknown>[] = [];
  const lines: string[] = [];
  for (const { fileId, state } of sorted) {
    const name = names.get(fileId) ?? '';
    const results = await context.api.inspect.preflightOf(job, fileId);
    found.push({
      id: fileId,
      name,
      state,
      results: results.map(({ imageId, name: result, state: itsState, findings }) => ({
        id: imageId,
        name: result,
        state: itsState,
        findings,
      })),
    });
    lines.push(`${String(fileId)}  ${name}  ${state}`);
    for (const { findings } of results)
      for (const { check, outcome, sentence } of findings)
        lines.push(`    ${outcomes[outcome]}  ${check}: ${sentence}`);
  }
  const { checked, total, failed, sentence } = progress;
  lines.push(`${String(checked)} of ${String(total)} checked, ${String(failed)} failed. ${sentence}`.trim());
  return done({ files: found, checked, total, failed, sentence }, lines);
}
