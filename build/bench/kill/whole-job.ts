import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../random.ts';
import type { FarStudio } from './far-studio.ts';
import type { Hand, Step, Subject } from './hands.ts';
import { readOwnRegister, type OwnRegister } from './own-register.ts';

export interface WholeJobFound {
  readonly kills: number;
  readonly jobs: number;
  readonly lost: number;
  readonly twice: number;
  readonly damaged: number;
  /** Jobs whose making was not answered and which a person linked or made anew. */
  readonly answered: number;
  readonly troubles: readonly string[];
}

export interface WholeJobParts {
  readonly far: FarStudio;
  readonly hand: Hand;
  /** A folder of pictures, and how many are in it. */
  readonly pictures: string;
  /** A profile that has its account; copied for each job. */
  readonly profile: string;
  /** Where copies of the profile go. */
  readonly home: string;
  readonly instants: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Milliseconds a step may take when nobody disturbs it. */
const PATIENCE = 90_000;
/** More lives than this, and a job does not get on. */
const MOST_LIVES = 150;
/** Then a job may go on undisturbed. */
const MOST_KILLS = 40;
/** How long the studio gets for its own steps. */
const BREATH = 60;

const half = (count: number): number => Math.ceil(count / 2);

/** What a person would do now; null: everything is done. */
function nextStep(
  own: OwnRegister | null,
  parts: WholeJobParts,
  route: 'ftp' | 'post',
  made: number | null,
): Step | null {
  if (own?.job == null) return { kind: 'send', folder: parts.pictures, route };
  if (own.unknownMaking !== null) return { kind: 'answer', item: own.unknownMaking, number: made };
  if (own.unfinished > 0) return { kind: 'work' };
  switch (own.job.stage) {
    case 'offer':
      return { kind: 'accept-offer' };
    case 'review': {
      const open = own.reviewable.filter((file) => !own.decided.has(file));
      if (own.reviewable.length === 0) return { kind: 'look' };
      if (open.length === 0) return { kind: 'close' };
      const decided = own.decided.size;
      // One is sent back; half of the others online, the rest without a network.
      if (decided === 0) return { kind: 'decide', files: open.slice(0, 1), verdict: 'reject' };
      const now = decided < half(own.reviewable.length) ? half(open.length) : open.length;
      return { kind: 'decide', files: open.slice(0, now), verdict: 'accept' };
    }
    case 'done':
    case 'archived':
    case 'redo':
    case 'delivering':
      return null;
    default:
      return { kind: 'look' };
  }
}

const isOffline = (own: OwnRegister | null, step: Step): boolean =>
  step.kind === 'decide' && own !== null && own.decided.size >= half(own.reviewable.length);

/**
 * Takes whole jobs from the first drop to closing, ends the application the hard way at instants drawn by chance, starts it
 * again, and compares what the service has with what was to be there.
 */
export async function wholeJobTrials(parts: WholeJobParts): Promise<WholeJobFound> {
  const { far, hand, say } = parts;
  const random = seededRandom(parts.seed);
  const troubles: string[] = [];
  const tally = { kills: 0, jobs: 0, lost: 0, twice: 0, damaged: 0, answered: 0 };
  /** Milliseconds each step takes undisturbed, as known so far. */
  const takes = new Map<Step['kind'], number>();
  const trouble = (what: 'lost' | 'twice' | 'damaged', sentence: string): void => {
    tally[what] += 1;
    troubles.push(`${sentence}, job ${tally.jobs}`);
  };

  const disturbed = (thrown: unknown): void => {
    const sentence = `${hand.name}, job ${tally.jobs}: ${String(thrown)}`;
    troubles.push(sentence);
    say(sentence);
  };

  /** One life of the application. @returns how many milliseconds it lived, and whether it was killed */
  const live = async (
    home: string,
    step: Step,
    subject: Subject | null,
    killAt: number | null,
  ): Promise<boolean> => {
    const started = performance.now();
    const life = hand.start(home, step, subject);
    // It is awaited below, where a killed process is no failure.
    life.acted.catch(() => undefined);
    if (killAt !== null) {
      const isAlive = await Promise.race([pause(killAt).then(() => true), life.ended.then(() => false)]);
      life.kill();
      await life.ended;
      return isAlive;
    }
    const late = pause(PATIENCE, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`${step.kind} takes too long`)),
    );
    late.catch(() => undefined);
    await Promise.race([life.acted, late]).catch((thrown: unknown) => disturbed(thrown));
    takes.set(step.kind, Math.max(takes.get(step.kind) ?? 0, performance.now() - started));
    if (hand.name === 'window') await untilSettled(home, Math.min(PATIENCE, 15_000));
    await life.stop();
    return false;
  };

  while (tally.kills < parts.instants) {
    parts.signal.throwIfAborted();
    tally.jobs += 1;
    const route = tally.jobs % 2 === 1 ? 'post' : 'ftp';
    const home = await mkdtemp(join(parts.home, 'desk-'));
    await cp(parts.profile, home, { recursive: true });
    const before = new Set((await far.jobs()).map(({ id }) => id));
    const from = far.done.length;
    const seen = new Set<string>();
    let killsHere = 0;
    let own: OwnRegister | null = null;
    for (let lives = 0; ; lives += 1) {
      parts.signal.throwIfAborted();
      own = readOwnRegister(home);
      if (own?.damage != null) trouble('damaged', own.damage);
      for (const id of seen)
        if (own?.decisions.has(id) !== true) trouble('lost', `the decision ${id} is gone`);
      for (const id of own?.decisions ?? []) seen.add(id);
      const made =
        (await far.jobs()).find(({ id, name }) => !before.has(id) && name === 'Killed')?.id ?? null;
      const step = nextStep(own, parts, route, made);
      if (step === null) break;
      if (lives > MOST_LIVES) {
        trouble(
          'lost',
          `does not get on: ${step.kind}, ${own?.job?.stage ?? 'no job'}, ${own?.otherTrouble.join('; ') ?? ''}`,
        );
        break;
      }
      if (step.kind === 'answer') tally.answered += 1;
      const subject = own?.job?.number == null ? null : { number: own.job.number, id: own.job.id };
      const typical = takes.get(step.kind) ?? (hand.name === 'window' ? 4_000 : 1_500);
      const mayKill =
        tally.jobs > 1 && tally.kills < parts.instants && killsHere < MOST_KILLS && random() < 0.8;
      const offline = isOffline(own, step);
      if (offline) await far.goAway();
      const wasKilled = await live(home, step, subject, mayKill ? random() * typical : null);
      if (offline) await far.comeBack();
      if (wasKilled) {
        tally.kills += 1;
        killsHere += 1;
      }
      if (step.kind === 'look') await pause(BREATH);
    }
    await check(own, from, before);
    say(
      `${hand.name}: ${tally.kills} of ${parts.instants} instants, ${tally.jobs} jobs, ${tally.lost} lost, ${tally.twice} twice, ${tally.answered} answered`,
    );
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  return { ...tally, troubles };

  /** The window goes on by itself after the person has acted: it is given its time. */
  async function untilSettled(home: string, patience: number): Promise<void> {
    const end = performance.now() + patience;
    while (performance.now() < end && (readOwnRegister(home)?.unfinished ?? 0) > 0) await pause(200);
  }

  /** The service's own books and what it was asked, against what was to be there. */
  async function check(own: OwnRegister | null, from: number, before: ReadonlySet<number>): Promise<void> {
    const made = (await far.jobs()).filter(({ id, name }) => !before.has(id) && name === 'Killed');
    const number = own?.job?.number ?? 0;
    if (made.length > 1) trouble('twice', `${made.length} jobs were made`);
    if (!made.some(({ id }) => id === number)) trouble('lost', `the service does not have job ${number}`);
    const there = await far.pictures(number);
    for (const name of await readdir(parts.pictures)) {
      const bytes = await readFile(join(parts.pictures, name));
      const md5 = createHash('md5').update(bytes).digest('hex');
      const copies = there.filter((picture) => picture.name === name);
      if (!copies.some((copy) => copy.size === bytes.length && copy.md5 === md5))
        trouble('lost', `${name} is not whole at the service`);
      if (copies.length > 1) trouble('twice', `${name} is ${copies.length} times at the service`);
    }
    for (const [file, { verdict, state }] of own?.decided ?? [])
      if (state !== 'sent') trouble('lost', `the ${verdict} of ${file} stands as ${state}`);
    const accepted = there.filter((picture) => picture.accepted === true).length;
    if (accepted !== there.length - 1)
      trouble('lost', `${accepted} of ${there.length - 1} acceptances arrived`);
    const times = new Map<string, number>();
    for (const { method, path } of far.done.slice(from))
      if (method !== 'GET' && path.startsWith(`/jobs/${number}/`))
        times.set(path, (times.get(path) ?? 0) + 1);
    for (const [path, count] of times) if (count > 1) trouble('twice', `${path} was said ${count} times`);
  }
}
