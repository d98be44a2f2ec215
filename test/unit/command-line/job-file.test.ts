import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandWords } from '../../../src/main/command-line/arguments.ts';
import type { Output, Result } from '../../../src/main/command-line/output.ts';
import { runCommand } from '../../../src/main/command-line/run-command.ts';
import { startApplication, type RunningApplication } from '../../servers/application-fixture.ts';
import { startQuirkyStudio, type QuirkyStudio } from '../../servers/quirky-studio.ts';

const picture = join(import.meta.dirname, '../../fixtures/pictures/pear.jpg');
const output: Output = {
  event: () => undefined,
  progress: () => undefined,
  showsProgress: false,
  result: () => undefined,
};

let studio: QuirkyStudio;
let app: RunningApplication;
let number = '';

function run(...words: readonly string[]): Promise<Result> {
  const environment = {
    CLIPDESK_CLIENT_TOKEN: studio.clientToken,
    CLIPDESK_SESSION_TOKEN: studio.sessionToken(),
  };
  const { signal } = new AbortController();
  return runCommand(commandWords(words), app.application, output, environment, signal);
}

beforeAll(async () => {
  studio = await startQuirkyStudio();
  app = await startApplication({ followJobs: false });
  expect(await run('account', 'add', 'bright-river', '--name', 'Odd', '--api', studio.baseUrl)).toMatchObject(
    {
      outcome: 'done',
    },
  );
  const created = await run(
    'job',
    'create',
    '--name',
    'Fruits',
    '--description',
    'Clip',
    '--route',
    'post',
    picture,
  );
  expect(created).toMatchObject({ outcome: 'done' });
  const { id } = created.data['job'] as { readonly id: number };
  number = String(id);
});
afterAll(async () => {
  await app.stop();
  await studio.stop();
});

test('a remark and tags of a file go to the service, which says them again', async () => {
  const sent = await run('job', 'remark', number, 'pear.jpg', '--comment', 'Mind the stem', '--tag', 'süß');
  expect(sent).toMatchObject({ outcome: 'done' });
  expect(studio.calls).toContain(`PUT /rest/api/jobs/${number}/files/pear.jpg`);
  const said = await run('job', 'facts', number, 'pear.jpg');
  expect(said).toMatchObject({
    outcome: 'done',
    data: { file: { name: 'pear.jpg', remark: 'Mind the stem', tags: ['süß'], md5: null } },
  });
  expect(said.lines).toContain('remark: Mind the stem');
  expect(JSON.stringify(said)).not.toContain(studio.sessionToken());
});

test('what is not named stays; a file may be named by its number; no tags are none', async () => {
  const files = (await run('job', 'files', number)).data['files'] as readonly { readonly id: number }[];
  const file = String(files[0]?.id);
  await run('job', 'remark', number, file, '--tag', '');
  expect(await run('job', 'facts', number, file)).toMatchObject({
    data: { file: { remark: 'Mind the stem', tags: [] } },
  });
});

test('a file nobody knows, and a remark without words, are said', async () => {
  expect(await run('job', 'facts', number, 'none.jpg')).toMatchObject({
    outcome: 'failed',
    error: { code: 'file_unknown' },
  });
  await expect(run('job', 'remark', number, 'pear.jpg')).rejects.toThrow('--comment');
  await expect(run('job', 'facts', number)).rejects.toThrow('file');
});
