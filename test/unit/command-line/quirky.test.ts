import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startQuirkyStudio, type QuirkyStudio } from '../../servers/quirky-studio.ts';
import { openDesk, type Desk, type Ended } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs a command as somebody does whose session ends all the time: signs in anew and goes on where it was kept. */
async function insisting(desk: Desk, studio: QuirkyStudio, words: readonly string[]): Promise<Ended> {
  for (let turn = 0; turn < 10; turn += 1) {
    desk.environment = {
      CLIPDESK_CLIENT_TOKEN: studio.clientToken,
      CLIPDESK_SESSION_TOKEN: studio.sessionToken(),
    };
    const ended = await desk.run(...words);
    if (ended.code !== 3) return ended;
    expect(ended.result.error?.action).toBe('sign-in');
    const changes = (await desk.run('queue', 'list')).result.items ?? [];
    if (changes.length > 0) words = ['queue', 'run'];
  }
  throw new Error(`“${words.join(' ')}” was never through.`);
}

test(
  'a whole job at a studio with every documented oddity, whose session ends every 20 requests',
  { timeout: 120_000 },
  async () => {
    const studio = await startQuirkyStudio({ sessionLife: 20 });
    ends.push(() => studio.stop());
    const desk = await openDesk();
    ends.push(() => desk.stop());
    const to = await mkdtemp(join(tmpdir(), 'clipdesk-quirky-'));
    ends.push(() => rm(to, { recursive: true, force: true }));
    const go = (...words: readonly string[]): Promise<Ended> => insisting(desk, studio, words);

    expect((await go('account', 'add', 'bright-river', '--name', 'Odd', '--api', studio.baseUrl)).code).toBe(
      0,
    );
    const shoot = ['pear.jpg', 'lamp-sage.jpg', 'mug-speckle.jpg'].map((name) => join(pictures, name));
    const created = await go(
      ...[
        'job',
        'create',
        '--name',
        'Odd',
        '--description',
        'Cut out',
        '--route',
        'post',
        '--wait',
        ...shoot,
      ],
    );
    expect(created.code, created.text).toBe(0);
    const { result: board } = await desk.run('job', 'list');
    const number = board.jobs?.[0]?.id;
    if (typeof number !== 'number') throw new Error('The job has no number.');
    const job = String(number);
    for (const words of [
      ['job', 'update', job, '--name', 'Odd bags'],
      ['job', 'request-offer', job],
    ]) {
      const ended = await go(...words);
      expect(ended.code, ended.text).toBe(0);
    }
    studio.produce(number);
    expect((await go('job', 'accept-offer', job)).code).toBe(0);
    studio.produce(number);
    const room = await go('review', job, 'show');
    const [first, second] = room.result.files ?? [];
    expect((await go('review', job, String(first?.id), '--accept')).code).toBe(0);
    const rejected = await go('review', job, String(second?.id), '--reject', 'Halo@0.5,0.5');
    expect(rejected.code, rejected.text).toBe(0);
    expect((await go('download', job, '--to', to)).code).toBe(0);
    const closed = await go('job', 'close', job);
    expect(closed.code, closed.text).toBe(0);

    const { result } = await go('job', 'files', job);
    for (const file of result.files ?? [])
      expect(file).toMatchObject({
        proof: 'proven',
        size: (await readFile(join(pictures, file.name))).byteLength,
      });
  },
);

test(
  'a job that cannot be asked about is shown as it was, and said to be old',
  { timeout: 60_000 },
  async () => {
    const studio = await startQuirkyStudio({});
    ends.push(() => studio.stop());
    const desk = await openDesk();
    ends.push(() => desk.stop());
    const environment = {
      CLIPDESK_CLIENT_TOKEN: studio.clientToken,
      CLIPDESK_SESSION_TOKEN: studio.sessionToken(),
    };
    desk.environment = environment;
    await desk.run('account', 'add', 'bright-river', '--name', 'Odd', '--api', studio.baseUrl);
    const { result } = await desk.run(
      ...['job', 'create', '--name', 'Odd', '--description', 'Cut out', '--route', 'post', '--wait'],
      join(pictures, 'pear.jpg'),
    );
    const number = String(result.job?.id);
    desk.environment = { ...environment, CLIPDESK_SESSION_TOKEN: 'of-yesterday' };
    for (const word of ['show', 'files', 'rejected']) {
      const ended = await desk.run('job', word, number);
      expect(ended.code, ended.text).toBe(3);
      expect(ended.result).toMatchObject({ ok: false, job: { name: 'Odd' }, error: { action: 'sign-in' } });
    }
  },
);
