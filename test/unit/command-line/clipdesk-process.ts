import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { PracticeOptions } from '../../../src/main/practice/practice-studio.ts';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';

export const commandLine = join(import.meta.dirname, '../../../out/main/cli.js');

const line = z.looseObject({ event: z.string() });
const resultLine = z.looseObject({
  event: z.literal('result'),
  ok: z.boolean(),
  job: z
    .looseObject({
      id: z.number().nullable(),
      status: z.string().nullable(),
      stage: z.string(),
      name: z.string(),
    })
    .optional(),
  jobs: z.array(z.looseObject({ id: z.union([z.number(), z.string()]).nullable() })).optional(),
  files: z
    .array(z.looseObject({ id: z.union([z.number(), z.string()]).nullish(), name: z.string() }))
    .optional(),
  /** Those of the queue; what waits on a site is read from the events. */
  items: z
    .array(z.looseObject({ kind: z.string(), state: z.string(), reason: z.string() }))
    .optional()
    .catch(undefined),
  error: z.object({ code: z.string(), message: z.string(), action: z.string() }).loose().optional(),
});

export type ResultLine = z.infer<typeof resultLine>;

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly events: readonly z.infer<typeof line>[];
  readonly result: ResultLine;
  readonly text: string;
}

/** The built command line as a process of its own, on a profile of its own and with no keychain to be found. */
export interface Desk {
  readonly home: string;
  environment: Readonly<Record<string, string>>;
  /** What is started, and the words before Clipdesk's own: the built command line on this Node unless told. */
  program: readonly [string, ...string[]];
  run(...words: readonly string[]): Promise<Ended>;
  start(...words: readonly string[]): {
    readonly process: ChildProcess;
    readonly ended: Promise<number | null>;
  };
  stop(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  if (!existsSync(commandLine))
    throw new Error('The command line is not built: run “npm run build” first; “npm test” does.');
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-cli-'));
  const running = new Set<ChildProcess>();

  const launch = (words: readonly string[]): ChildProcess => {
    const [program, ...before] = desk.program;
    const child = spawn(program, [...before, '--home', home, '--json', ...words], {
      env: { PATH: process.env['PATH'], HOME: home, ...desk.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return child;
  };

  const ended = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.once('close', resolve));

  const desk: Desk = {
    home,
    environment: {},
    program: [process.execPath, commandLine],
    async run(...words) {
      const child = launch(words);
      let text = '';
      const events: z.infer<typeof line>[] = [];
      child.stderr?.on('data', (piece: Buffer) => (text += piece.toString()));
      const lines = child.stdout === null ? null : createInterface(child.stdout);
      lines?.on('line', (each) => {
        text += `${each}\n`;
        events.push(line.parse(JSON.parse(each)));
      });
      const code = await ended(child);
      const last = resultLine.safeParse(events.at(-1));
      if (!last.success) throw new Error(`No result of ${words.join(' ')}: ${text}`);
      return { code, events, result: last.data, text };
    },
    start(...words) {
      const child = launch(words);
      child.stdout?.resume();
      child.stderr?.resume();
      return { process: child, ended: ended(child) };
    },
    async stop() {
      for (const child of running) {
        const end = ended(child);
        child.kill('SIGKILL');
        await end;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
  return desk;
}

export interface StudioDesk {
  readonly desk: Desk;
  readonly practice: RunningPractice;
  stop(): Promise<void>;
}

/** A desk whose only account is one at a practice studio of its own. */
export async function openStudioDesk(options: Partial<PracticeOptions> = {}): Promise<StudioDesk> {
  const practice = await startPractice(options);
  const desk = await openDesk();
  const { studio } = practice;
  desk.environment = {
    CLIPDESK_CLIENT_TOKEN: studio.clientToken,
    CLIPDESK_SESSION_TOKEN: studio.sessionToken,
    CLIPDESK_FTP_USER: studio.ftpUser,
    CLIPDESK_FTP_PASSWORD: studio.ftpPassword,
  };
  await desk.run(
    ...['account', 'add', 'bright-river', '--name', 'Noord', '--api', studio.api],
    ...['--ftp-fingerprint', studio.ftpFingerprint],
  );
  return {
    desk,
    practice,
    async stop() {
      await desk.stop();
      await practice.stop();
    },
  };
}
