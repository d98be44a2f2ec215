import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App } from '../../test/e2e/driver/app.ts';
import { launch } from '../../test/e2e/driver/launch.ts';
import { closeJob, downloadResults } from './deliver.ts';
import { createGuide, StepFailed } from './guide.ts';
import { writeReport } from './report.ts';
import type { Plan } from './review.ts';
import { openRoom, reviewAll } from './review.ts';
import { lookAround } from './screens.ts';
import { acceptOffer, dropFolder, sendJob } from './send.ts';
import { layOutFirstShoot, layOutSecondShoot } from './shoot.ts';
import type { StudioDesk } from './studio-desk.ts';
import { openStudioDesk } from './studio-desk.ts';
import type { TourJob, Trip } from './trip.ts';

/** How many times faster than its normal pace the practice studio works here. */
const SPEED = 40;

/** Milliseconds after which a tour that hangs is given up. */
const LIMIT = 240_000;

const out = resolve(import.meta.dirname, '../../out/tour');

/** What the practice studio's quick cut-outs really get wrong, with the places where it shows. */
const firstPlan: Plan = new Map([
  [
    '-théière bleue #2 (été).jpg',
    [
      { word: 'background', at: { x: 0.81, y: 0.5 } },
      { word: 'shadow', at: { x: 0.53, y: 0.715 } },
    ],
  ],
  ['IMG_0001.jpg', [{ word: 'background', at: { x: 0.5, y: 0.31 } }]],
  ['shoes - IMG_0001.jpg', [{ word: 'clipping', at: { x: 0.45, y: 0.52 } }]],
]);
const secondPlan: Plan = new Map([['headphones-sand.jpg', [{ word: 'clipping', at: { x: 0.7, y: 0.47 } }]]]);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function give(home: string, ground: string, take: (app: App) => void): Promise<void> {
  let app: App | null = null;
  let desk: StudioDesk | null = null;
  const guide = createGuide(() => app, print);
  const jobs: TourJob[] = [];
  const started = performance.now();
  let failure: Error | null = null;
  try {
    const first: TourJob = {
      name: 'KW47 accessories',
      description: 'Cut out on transparent. Keep the natural shadow. Margins 5 % all round, product centred.',
      route: 'ftp',
      shoot: await layOutFirstShoot(ground),
      askByHand: true,
      id: null,
      verdicts: new Map(),
      folder: join(out, 'results', 'KW47 accessories'),
    };
    const second: TourJob = {
      ...first,
      name: 'KW47 kitchen',
      description: 'Cut out on transparent, no shadow.',
      route: 'post',
      shoot: await layOutSecondShoot(ground),
      askByHand: false,
      verdicts: new Map(),
      folder: join(out, 'results', 'KW47 kitchen'),
    };
    jobs.push(first, second);

    await guide.step(
      'Clipdesk opens; there is no account, so it offers the practice studio',
      'welcome',
      async (tools) => {
        const opened = await launch({ home, practiceSpeed: SPEED, screenshots: out });
        app = opened;
        take(opened);
        await opened.page.setViewport({ width: 1440, height: 900 });
        await opened.find('Open the practice studio', 'button');
        await systemTheme(opened, 'light');
        await tools.picture('welcome-light');
        await systemTheme(opened, 'dark');
        return null;
      },
    );
    if (app === null) throw new Error('The window is not there.');
    const trip: Trip = {
      app,
      guide,
      ground,
      desk: () => (desk ??= openStudioDesk(home)),
    };
    await openPractice(trip);
    for (const job of jobs) {
      await dropFolder(trip, job);
      await sendJob(trip, job);
      await acceptOffer(trip, job);
    }
    await openRoom(trip, first, 'first');
    await reviewAll(trip, first, firstPlan);
    await closeJob(trip, first);
    await downloadResults(trip, first);
    await openRoom(trip, second, 'second');
    await reviewAll(trip, second, secondPlan);
    await closeJob(trip, second);
    await downloadResults(trip, second);
    await lookAround(trip, jobs);
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const problems = await writeReport({
    file: join(out, 'report.json'),
    milliseconds: Math.round(performance.now() - started),
    steps: guide.done,
    jobs,
    desk,
    failure,
  });
  if (failure !== null) throw failure;
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What the person's system is set to; Clipdesk follows it until it is told otherwise. */
async function systemTheme(app: App, theme: 'dark' | 'light'): Promise<void> {
  await app.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
}

async function openPractice({ app, guide, desk }: Trip): Promise<void> {
  await guide.step('Open the practice studio', 'practice', async () => {
    await app.click('Open the practice studio', 'button');
    await app.see('Drop a folder of photographs anywhere on this window');
    desk();
    return null;
  });
}

async function main(): Promise<number> {
  const started = performance.now();
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-tour-home-'));
  const ground = await mkdtemp(join(tmpdir(), 'clipdesk-tour-'));
  let app: App | null = null;
  const end = (): void => void app?.process.child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  const limit = setTimeout(end, LIMIT);
  print(
    'The guided tour of Clipdesk: a whole job in the real window, at the practice studio on this computer.',
  );
  try {
    await give(home, ground, (opened) => (app = opened));
    print(
      `Everything was seen on the screen and at the service, in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
    );
    print('Pictures and report: out/tour');
    return 0;
  } catch (thrown) {
    const where = thrown instanceof StepFailed ? `Step ${thrown.step} failed. ` : '';
    process.stderr.write(`${where}${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return 1;
  } finally {
    clearTimeout(limit);
    const opened = app as App | null;
    await opened?.close().catch(() => null);
    // The browser’s last processes may still be writing into its profile.
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    await rm(ground, { recursive: true, force: true });
  }
}

process.exitCode = await main();
