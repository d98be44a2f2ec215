import { connect } from 'puppeteer-core';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { FarStudio } from './far-studio.ts';

const built = join(import.meta.dirname, '../../../out/main');
export const cli = join(built, 'cli.js');

/** What the person of the trial does next. */
export type Step =
  | { readonly kind: 'send'; readonly folder: string; readonly route: 'ftp' | 'post' }
  | { readonly kind: 'work' | 'look' | 'accept-offer' | 'close' }
  | { readonly kind: 'decide'; readonly files: readonly number[]; readonly verdict: 'accept' | 'reject' }
  | { readonly kind: 'answer'; readonly item: string; readonly number: number | null };

/** The job the step is about: its number at the service and its id in the register. */
export interface Subject {
  readonly number: number;
  readonly id: string;
}

export interface Life {
  /** Resolves when the step is done; rejects when the process ends before. */
  readonly acted: Promise<void>;
  readonly ended: Promise<void>;
  kill(): void;
  /** Ends it as a person would. */
  stop(): Promise<void>;
}

/** Does steps in a process of its own. */
export interface Hand {
  readonly name: 'cli' | 'window';
  start(home: string, step: Step, subject: Subject | null): Life;
}

function lifeOf(child: ChildProcess, acting: (ended: Promise<void>) => Promise<void>): Life {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    acted: acting(ended),
    ended,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

export function environmentOf(home: string, { studio }: FarStudio): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    ...(process.env['DISPLAY'] === undefined ? {} : { DISPLAY: process.env['DISPLAY'] }),
    // Never the keychain of whoever runs this.
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    CLIPDESK_CLIENT_TOKEN: studio.clientToken,
    CLIPDESK_SESSION_TOKEN: studio.sessionToken,
    CLIPDESK_FTP_USER: studio.ftpUser,
    CLIPDESK_FTP_PASSWORD: studio.ftpPassword,
  };
}

function wordsFor(step: Step, subject: Subject | null): readonly string[] {
  const number = String(subject?.number ?? '');
  switch (step.kind) {
    case 'send':
      return [
        ...['job', 'create', '--name', 'Killed', '--description', 'Cut out', '--route', step.route],
        ...['--request-offer', '--wait', step.folder],
      ];
    case 'work':
      return ['queue', 'run'];
    case 'look':
      return ['review', number, 'show'];
    case 'accept-offer':
      return ['job', 'accept-offer', number];
    case 'close':
      return ['job', 'close', number];
    case 'decide':
      return [
        ...['review', number, ...step.files.map(String)],
        ...(step.verdict === 'accept' ? ['--accept'] : ['--reject', 'Shadow@0.5,0.5']),
      ];
    case 'answer':
      return step.number === null
        ? ['queue', 'send-again', step.item]
        : ['queue', 'got-there', step.item, String(step.number)];
  }
}

/** The command line: one process per step. */
export function commandLineHand(far: FarStudio): Hand {
  return {
    name: 'cli',
    start(home, step, subject) {
      const words = wordsFor(step, subject);
      const child = spawn(process.execPath, [cli, '--home', home, '--json', ...words], {
        env: environmentOf(home, far),
        stdio: 'ignore',
      });
      return lifeOf(child, (ended) => ended);
    },
  };
}

/** What runs in the page, as text: the bridge that every window of Clipdesk has. */
function inPage(step: Step, subject: Subject | null, far: FarStudio): string {
  const { clientToken, sessionToken, ftpUser, ftpPassword } = far.studio;
  const credentials = JSON.stringify({ clientToken, sessionToken, ftpUser, ftpPassword });
  const job = JSON.stringify(subject?.id ?? '');
  const act = (): string => {
    switch (step.kind) {
      case 'send':
        return `
          const id = await ask('jobs.openDraft', ${JSON.stringify([step.folder])});
          while ((await ask('jobs.get', id)).reading) await new Promise((next) => setTimeout(next, 20));
          await ask('jobs.send', id, { accountId: account.id, name: 'Killed', description: 'Cut out', tags: [],
            invoiceReference: null, isTest: false, route: '${step.route}', requestOffer: true, deadlineId: null,
            specificationKey: null });`;
      case 'work':
        return '';
      case 'look':
        return `await ask('jobs.refresh', ${job}); await ask('reviews.open', ${job}).catch(() => undefined);`;
      case 'accept-offer':
        return `if ((await stage()) === 'offer') { await ask('jobs.acceptOffer', ${job}); await moved('offer'); }`;
      case 'close':
        return `if ((await stage()) === 'review') { await ask('jobs.close', ${job}); await moved('review'); }`;
      case 'decide': {
        const verdict =
          step.verdict === 'accept'
            ? { kind: 'accept' }
            : { kind: 'reject', reasons: [{ reason: 'Shadow', pins: [] }], remark: '' };
        return `
          const room = await ask('reviews.read', ${job});
          const choices = room.pairs.filter((pair) => ${JSON.stringify(step.files)}.includes(pair.fileId))
            .map((pair) => ({ fileId: pair.fileId, seen: pair.versionMark, verdict: ${JSON.stringify(verdict)} }));
          await ask('reviews.decideTogether', ${job}, choices);`;
      }
      case 'answer':
        return `await ask('queue.answerUnknown', ${JSON.stringify(step.item)}, ${JSON.stringify(
          step.number === null
            ? { kind: 'not-there' }
            : { kind: 'got-there', number: step.number, sure: true },
        )});`;
    }
  };
  return `(async () => {
    const ask = async (method, ...words) => {
      const answer = await window.clipdesk.request(method, words);
      if (!answer.ok) throw new Error(method + ': ' + answer.error.message);
      return answer.value;
    };
    const stage = async () => {
      await ask('jobs.refresh', ${job}).catch(() => undefined);
      return (await ask('jobs.get', ${job})).job.stage;
    };
    const moved = async (from) => {
      for (let look = 0; look < 20 && (await stage()) === from; look += 1) await new Promise((next) => setTimeout(next, 200));
    };
    const [account] = await ask('accounts.list');
    await ask('accounts.signIn', account.id, ${credentials}).catch(() => undefined);
    ${act()}
  })()`;
}

/** The real window: Chromium and the application behind it; a person signs in again in each life, and acts by its bridge. */
export function windowHand(far: FarStudio): Hand {
  return {
    name: 'window',
    start(home, step, subject) {
      const child = spawn(process.execPath, [join(built, 'chromium.js'), '--home', home], {
        env: { ...environmentOf(home, far), CLIPDESK_DEVTOOLS_PORT: '0' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return lifeOf(child, async (ended) => {
        const port = await devtoolsPort(child);
        if (port === null) return ended;
        const browser = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
        try {
          const target = await browser.waitForTarget((each) =>
            each.url().startsWith('https://clipdesk.internal/'),
          );
          const page = await target.page();
          await page?.evaluate(inPage(step, subject, far));
        } finally {
          await browser.disconnect();
        }
      });
    },
  };
}

function devtoolsPort(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const port = /"event":"devtools","port":(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('close', () => resolve(null));
  });
}
