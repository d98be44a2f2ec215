import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { App } from '../../../test/e2e/driver/app.ts';
import { launch } from '../../../test/e2e/driver/launch.ts';
import setUpEndToEnd from '../../testing/end-to-end-set-up.ts';
import type { Bench } from '../bench.ts';
import { request } from '../review/room-page.ts';
import { mainAndRenderers } from '../review/memory.ts';
import { absolute, type MeasuredRow } from '../rows.ts';
import { startFarApi } from '../transfers/far-api.ts';
import { makeJpegs } from '../transfers/file-sets.ts';
import { fillQueue } from './fill-queue.ts';
import { giveWay } from '../../../src/main/hosts/give-way.ts';
import { pageBlocks } from './page-blocks.ts';
import { traceWindow, type Stretch } from './window-trace.ts';

const ITEMS = 100_000;
/** How long each screen is looked at while the queue drains. Milliseconds. */
const LOOK = 30_000;
const QUICK_LOOK = 8_000;
/** After that it drains to its end, and no longer than this. Milliseconds. */
const TO_THE_END = 360_000;
/** A trace gets no longer than this: the browser keeps it in its memory. Milliseconds. */
const LONGEST_TRACE = 30_000;
/** The window is not blocked longer than this. Milliseconds. */
const LONGEST_BLOCK = 50;
/** Beyond this an answer of the main process is noticed. Milliseconds. */
const LONGEST_ANSWER = 200;
const START = 10_000;
/** Megabytes. */
const MOST_MEMORY = 600;

const taken = z.object({
  tasks: z.array(z.number()),
  late: z.array(z.number()),
  answers: z.array(z.number()),
});
type Blocks = z.infer<typeof taken> & { readonly stretches: readonly Stretch[] };

const environment = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
const credentials = { clientToken: 'bench', sessionToken: 'bench', ftpUser: '', ftpPassword: '' };

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function most(values: readonly number[]): number {
  return values.reduce((longest, value) => Math.max(longest, value), 0);
}

function rowsOf(name: string, blocks: Blocks, doneNote: string): MeasuredRow[] {
  const longest = blocks.stretches.toSorted((one, other) => other.wall - one.wall)[0] ?? { wall: 0, own: 0 };
  return [
    absolute({
      name: `${name}: longest block of the window`,
      unit: 'ms',
      ours: most(blocks.tasks),
      goal: LONGEST_BLOCK,
      note: `${blocks.tasks.length} tasks above 50 ms; a timer was at most ${Math.round(most(blocks.late))} ms late; ${doneNote}`,
      why: `Of the ${Math.round(longest.wall)} ms of the longest task the page's thread worked ${Math.round(longest.own)} ms; the rest it waited for a processor`,
    }),
    absolute({
      name: `${name}: longest work of the window's thread`,
      unit: 'ms',
      ours: most(blocks.stretches.map(({ own }) => own)),
      goal: LONGEST_BLOCK,
      note: `time on a processor; ${blocks.stretches.filter(({ own }) => own > LONGEST_BLOCK).length} tasks above 50 ms of it`,
    }),
    absolute({
      name: `${name}: answer of the main process, p99`,
      unit: 'ms',
      ours: percentile(blocks.answers, 0.99),
      goal: LONGEST_ANSWER,
      note: `of ${blocks.answers.length}, median ${Math.round(percentile(blocks.answers, 0.5))} ms`,
    }),
  ];
}

/** The rail's button, whose name ends with how much waits. */
const showActivity =
  "Array.from(document.querySelectorAll('ul[aria-label=More] button')).find((button) => button.textContent.includes('Activity')).click()";

/** Starts the real window on a register with a hundred thousand queued pictures, and looks at it while they are sent. */
export const queue: Bench = async (options) => {
  const items = options.items ?? (options.quick ? 10_000 : ITEMS);
  const look = options.quick ? QUICK_LOOK : LOOK;
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-queue-'));
  const profile = join(home, 'profile');
  const tearDown = await setUpEndToEnd();
  const far = await startFarApi();
  far.expect({ ftp: 'ftp://127.0.0.1:1/none', files: () => Promise.resolve(new Map()) });
  let app: App | null = null;
  try {
    const pictures = await makeJpegs(join(home, 'pictures'), 'queue', 1, 60_000);
    app = await launch({ home: profile, env: environment });
    const account = z
      .object({ id: z.string() })
      .parse(
        await request(app, 'accounts.addBrightRiver', { name: 'Bench', apiUrl: far.address, credentials }),
      );
    await app.close();
    options.say(`Queuing ${items} pictures …`);
    const [name] = pictures.sizes.keys();
    await fillQueue(profile, account.id, join(pictures.folder, name ?? ''), items);

    options.say('Starting on them …');
    const started = performance.now();
    app = await launch({ home: profile, env: environment });
    await app.page.setViewport({ width: 1440, height: 900 });
    await app.read(/Catalogue \d+/, 60_000);
    const start = performance.now() - started;
    // The far end stands for another computer: it takes what the window and Clipdesk leave.
    giveWay(10);
    await app.page.evaluate(pageBlocks);
    await pause(2_000);
    await app.page.evaluate('window.blocks()');

    const page = app.page;
    const during = async (work: () => Promise<unknown>): Promise<Blocks> => {
      const ended = await traceWindow(page);
      // Beginning to trace is itself a task of the page, and none of Clipdesk's.
      await page.evaluate('window.blocks()');
      await work();
      const blocks = taken.parse(await page.evaluate('window.blocks()'));
      return { ...blocks, stretches: await ended() };
    };
    const opening = Date.now();
    const opened = app;
    const listing = await during(async () => {
      await opened.page.evaluate(showActivity);
      await pause(look);
    });
    const listed = await app.page.evaluate(
      'document.querySelector("main h1, main header")?.textContent ?? ""',
    );
    await app.screenshot('queue-of-many');
    options.say(`Listing looked at for ${Math.round((Date.now() - opening) / 1000)} s (${String(listed)})`);
    const waiting = async (): Promise<number> =>
      z.object({ picturesWaiting: z.number() }).parse(await request(opened, 'queue.overview'))
        .picturesWaiting;
    const before = await waiting();
    const drained = await during(async () => {
      await request(opened, 'accounts.signIn', account.id, credentials);
      await pause(look);
    });
    const left = await waiting();
    await app.screenshot('queue-draining');
    options.say(`${left} of ${items} pictures are left; draining to the end …`);
    const ending = performance.now();
    let last = left;
    const goOn = async (): Promise<void> => {
      const began = performance.now();
      while (last > 0 && performance.now() - began < LONGEST_TRACE) {
        await pause(1_000);
        last = await waiting();
      }
    };
    const parts: Blocks[] = [];
    while (last > 0 && performance.now() - ending < TO_THE_END) parts.push(await during(goOn));
    const ended = performance.now() - ending;
    const toTheEnd: Blocks = {
      tasks: parts.flatMap((part) => part.tasks),
      late: parts.flatMap((part) => part.late),
      answers: parts.flatMap((part) => part.answers),
      stretches: parts.flatMap((part) => part.stretches),
    };
    await app.screenshot('queue-drained');
    const { main, renderers } = await mainAndRenderers(app.process.child.pid ?? 0);
    return [
      absolute({
        name: 'start to the board',
        unit: 'ms',
        ours: start,
        goal: START,
        note: `${items} pictures wait`,
      }),
      ...rowsOf('listing', listing, 'Activity open, nothing moves'),
      ...rowsOf('draining', drained, `${before - left} pictures sent meanwhile`),
      ...rowsOf(
        'to the end',
        toTheEnd,
        `the ${left - last} pictures left then, in ${Math.round(ended / 1000)} s`,
      ),
      absolute({ name: 'pictures not sent in the end', unit: 'pictures', ours: last, goal: 0 }),
      absolute({
        name: 'pictures sent per second',
        unit: 'pictures',
        ours: ((before - left) * 1000) / look,
        goal: 1,
        better: 'more',
      }),
      absolute({ name: 'memory of the main process', unit: 'MB', ours: main, goal: MOST_MEMORY }),
      absolute({ name: 'memory of the window', unit: 'MB', ours: renderers, goal: MOST_MEMORY }),
    ];
  } finally {
    await app?.close().catch(() => undefined);
    await far.stop();
    await tearDown?.();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
};
