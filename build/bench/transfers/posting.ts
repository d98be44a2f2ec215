import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clipdeskProfile, LIMIT, type Contestant } from './contestants.ts';
import type { FarApi } from './far-api.ts';
import type { FileSet } from './file-sets.ts';
import { timed, type TimedRun } from './timed-process.ts';

/** What is posted here belongs to no job of Clipdesk's. */
const OTHERS_JOB = 1;

function checkPosted(who: string, api: FarApi, job: number, set: FileSet, run: TimedRun): void {
  if (run.tooLong) return;
  const found = new Map(api.posted(job).map(({ name, size }) => [name, size]));
  for (const [name, size] of set.sizes)
    if (found.get(name) !== size)
      throw new Error(
        `${who} did not post ${name} (${found.get(name) ?? 'nothing'} of ${size}).\n${run.output}`,
      );
}

/** `job create --route post --wait` from start to exit, on a profile that has its account already. */
export const clipdeskPost: Contestant = async ({ files, home, api, signal }) => {
  const profile = await clipdeskProfile(home, api, null, signal);
  api.expect({ ftp: 'ftp://127.0.0.1:1', files: () => Promise.resolve(new Map()) });
  const run = await profile.run(
    ...['job', 'create', '--name', 'Bench', '--description', 'Bench', '--route', 'post', '--wait'],
    files.folder,
  );
  if (run.code !== 0 && !run.tooLong) throw new Error(`Clipdesk failed: ${run.output}`);
  checkPosted('Clipdesk', api, api.latestJob(), files, run);
  return run;
};

/** `curl --parallel`, each file a form of its own, over as many connections. */
export const curl: Contestant = async ({ files, connections, home, api, signal }) => {
  api.forgetPosted(OTHERS_JOB);
  const configuration = join(home, 'curl.conf');
  const posts = [...files.sizes.keys()].map((name) =>
    [
      `url = "${api.address}/upload/${OTHERS_JOB}"`,
      `form = "file=@${join(files.folder, name)};type=image/jpeg"`,
      `output = "/dev/null"`,
      // It would wait for the server's word before every body of more than a megabyte.
      `header = "Expect:"`,
    ].join('\n'),
  );
  await writeFile(configuration, posts.join('\nnext\n'));
  const run = await timed(
    'curl',
    [
      ...['--disable', '--silent', '--show-error', '--fail'],
      ...['--parallel', '--parallel-max', String(connections), '--config', configuration],
    ],
    { environment: { PATH: process.env['PATH'], HOME: home }, limit: LIMIT, signal },
  );
  checkPosted('curl', api, OTHERS_JOB, files, run);
  return run;
};
