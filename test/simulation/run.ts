import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findViolations } from './check/find-violations.ts';
import { standingOf } from './check/standing.ts';
import { Person } from './parts/person.ts';
import { needs } from './further-plan.ts';
import type { Move, Plan } from './plan.ts';
import { Computer, type Breakage } from './world/computer.ts';
import { brightRiverEnd } from './world/far-answers.ts';
import { FarLibrary, LIBRARY_URL } from './world/far-library.ts';
import { FarService, type FarJob } from './world/far-service.ts';
import { FarStudio, STUDIO_URL, STUDIO_USER } from './world/far-studio.ts';
import { FaultBook } from './world/fault-book.ts';
import { keyedChance, pick } from './world/keyed-chance.ts';
import { makeRegistersFail } from './world/failing-register.ts';
import { followTime, takeOverTimers } from './world/take-over-timers.ts';
import { Trace } from './world/trace.ts';
import { VirtualTime } from './world/virtual-time.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long what is left may take once nothing goes wrong any more. Milliseconds of simulated time. */
const PATIENCE = 3 * 60 * MINUTE;

export interface Outcome {
  /** In words; empty when every promise was kept. */
  readonly violations: readonly string[];
  readonly digest: string;
  readonly trace: readonly string[];
  /** How often each thing was done that can fail: for failing the n-th of each. */
  readonly counts: {
    readonly writes: number;
    readonly uploads: number;
    readonly looks: number;
    readonly fetches: number;
    readonly saves: number;
    readonly requests: readonly (readonly [string, number])[];
  };
}

let isPrepared = false;

/** Makes this thread one of the simulator: its timers and its registers are simulated from now on. */
export function prepareThread(): void {
  if (isPrepared) return;
  isPrepared = true;
  makeRegistersFail();
  takeOverTimers();
}

/** Memory is a disk that takes no time; where there is none, any folder does. */
function scratchFolder(): string {
  const shared = statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() === true;
  return mkdtempSync(join(shared ? '/dev/shm' : tmpdir(), 'clipdesk-simulation-'));
}

class World {
  readonly time = new VirtualTime();
  readonly trace = new Trace(this.time);
  readonly faults: FaultBook;
  readonly service: FarService;
  readonly library: FarLibrary;
  readonly studio: FarStudio;
  readonly computer: Computer;
  readonly person: Person;
  readonly #seed: number;
  readonly #plan: Plan;
  #session = 0;
  #downUntil = 0;

  constructor(plan: Plan, folder: string, breakage: Breakage) {
    this.#seed = plan.seed;
    this.faults = new FaultBook(plan.faults, this.trace);
    this.#plan = plan;
    const { seed } = plan;
    const { time, trace, faults } = this;
    const service = new FarService(seed, time, trace);
    const library = new FarLibrary(seed, time, trace, service.secrets);
    const studio = new FarStudio(time, trace, service.secrets);
    const ends = [brightRiverEnd(service), library, studio];
    const ended = (): void => {
      service.mayComeAgain();
      library.mayBeUnwritten();
    };
    mkdirSync(folder, { recursive: true });
    this.service = service;
    this.library = library;
    this.studio = studio;
    this.computer = new Computer(folder, { seed, time, trace, faults, service, ends, ended }, breakage);
    this.person = new Person(this.computer);
  }

  #newSession(): string {
    this.#session += 1;
    const token = `session-secret-${String(this.#session)}-${String(this.#seed)}`;
    this.service.sessions.clear();
    this.service.sessions.add(token);
    this.service.secrets.add(token);
    return token;
  }

  #newToken(): string {
    this.#session += 1;
    const token = `library-secret-${String(this.#session)}-${String(this.#seed)}`;
    this.library.tokens.clear();
    this.library.tokens.add(token);
    this.service.secrets.add(token);
    return token;
  }

  #newPassword(): string {
    this.#session += 1;
    const password = `studio-secret-${String(this.#session)}-${String(this.#seed)}`;
    this.studio.changePassword(password);
    return password;
  }

  /** Lets time pass until something is answered that nothing can go wrong with. */
  async #afterThis<Value>(asked: Promise<Value>): Promise<Value> {
    let isAnswered = false;
    const answered = asked.finally(() => {
      isAnswered = true;
    });
    await this.time.runUntil(this.time.now() + SECOND, () => isAnswered);
    return answered;
  }

  async begin(): Promise<void> {
    for (const secret of ['client-secret-word', 'ftp-secret-word']) this.service.secrets.add(secret);
    this.faults.enabled = false;
    const running = await this.computer.start();
    if (running === null) throw new Error('Clipdesk does not start in a world without faults.');
    const { accounts } = running.application.api;
    await this.#afterThis(
      accounts.addBrightRiver({
        name: 'Studio',
        apiUrl: 'https://api.far.example',
        credentials: {
          clientToken: 'client-secret-word',
          sessionToken: this.#newSession(),
          ftpUser: 'studio',
          ftpPassword: 'ftp-secret-word',
        },
      }),
    ).then(({ id }) => {
      this.person.account = id;
    });
    if (needs(this.#plan.moves, 'library')) {
      const { id } = await this.#afterThis(
        accounts.addLibrary({
          name: 'Library',
          apiUrl: LIBRARY_URL,
          organisationId: 'org',
          token: this.#newToken(),
        }),
      );
      this.person.library = id;
    }
    if (needs(this.#plan.moves, 'site')) {
      const { id } = await this.#afterThis(
        accounts.addWorkflow({
          name: 'Site',
          apiUrl: STUDIO_URL,
          site: 'shop',
          user: STUDIO_USER,
          password: this.#newPassword(),
        }),
      );
      this.person.site = id;
    }
    this.faults.enabled = true;
  }

  /** Whatever the person and the service do without being asked: signing in again, moving jobs on. */
  #everyNow(): void {
    const { front, network } = this.computer;
    if (network.isDown && this.time.now() >= this.#downUntil) network.isDown = false;
    if (this.service.sessions.size === 0 && front !== null) this.#signIn();
    if (this.library.tokens.size === 0 && front !== null) this.#signInToLibrary();
    for (const job of this.service.jobs.values())
      if (job.underWay === 0 && keyedChance(this.#seed, 'goes on', job.id, this.time.now()) < 0.15)
        this.service.goOn(job);
  }

  #signIn(): void {
    const { front } = this.computer;
    if (front === null || this.person.account === null) return;
    this.trace.add('person: signs in');
    const credentials = { sessionToken: this.#newSession(), ftpPassword: 'ftp-secret-word' };
    front.application.api.accounts.signIn(this.person.account, credentials).catch((thrown: unknown) => {
      if (front.life.alive) this.trace.add(`person: signing in is refused: ${String(thrown)}`);
    });
  }

  #signInToLibrary(): void {
    const { front } = this.computer;
    if (front === null || this.person.library === null) return;
    this.trace.add('person: signs in to the library');
    front.application.api.accounts
      .signIn(this.person.library, { token: this.#newToken() })
      .catch((thrown: unknown) => {
        if (front.life.alive) this.trace.add(`person: signing in is refused: ${String(thrown)}`);
      });
  }

  #farJob(chance: number): FarJob | undefined {
    return pick([...this.service.jobs.values()], chance);
  }

  async move(move: Move): Promise<void> {
    const { computer, service, time } = this;
    const { chance, other } = move;
    const job = this.#farJob(chance);
    switch (move.kind) {
      case 'network-off':
        this.trace.add('the network goes');
        computer.network.isDown = true;
        this.#downUntil = time.now() + 5 * SECOND + chance * 4 * MINUTE;
        return;
      case 'session-ends':
        this.trace.add('the session ends');
        service.sessions.clear();
        return;
      case 'service-redoes':
        if (job !== undefined) service.redo(job, other);
        return;
      case 'service-reminds':
        if (job !== undefined && job.underWay === 0) service.remind(job);
        return;
      case 'service-goes-on':
        if (job !== undefined && job.underWay === 0) service.goOn(job);
        return;
      case 'service-retouches':
        if (job !== undefined) service.retouch(job, other);
        return;
      case 'library-forgets':
        this.library.forget(chance);
        return;
      case 'site-submits':
        this.studio.submit(chance);
        return;
      case 'site-edits':
      case 'site-approves':
        this.studio.move(move.kind, chance);
        return;
      case 'drive-away':
        this.#unplug(chance, other);
        return;
      case 'export-again':
        this.#exportAgain(chance, other);
        return;
      case 'power-cut':
        computer.cutPower();
        return;
      case 'killed': {
        const victim = pick(computer.running, chance);
        if (victim !== undefined) computer.kill(victim);
        return;
      }
      case 'restart':
        if (computer.front !== null) await computer.close(computer.front);
        return;
      case 'second-instance':
        if (computer.running.length === 1) await computer.start();
        return;
      case 'second-ends': {
        const second = computer.running[1];
        if (second !== undefined) await computer.close(second);
        return;
      }
      case 'clock-jump': {
        const by = Math.round((chance - 0.5) * 4 * 60 * MINUTE);
        this.trace.add(`the clock jumps by ${String(by)} ms`);
        computer.jumpClock(by);
        return;
      }
      default:
        this.person.act(move);
    }
  }

  /** A picture is exported anew before it was sent, or while it is. */
  #exportAgain(chance: number, other: number): void {
    const paths = [...this.computer.disk.files.keys()].filter((each) => /^\/(photos|library)\//.test(each));
    const path = pick(paths, chance);
    if (path === undefined) return;
    const before = this.computer.disk.files.get(path)?.bytes.byteLength ?? 0;
    const length = other < 0.5 ? before : before + 7;
    this.trace.add(`person: exports ${path} again`);
    this.computer.disk.put(path, Buffer.alloc(length, `again ${path} ${String(other)}`), this.time.now());
  }

  /** The drive of a watched folder goes away for a while. */
  #unplug(chance: number, other: number): void {
    const { disk } = this.computer;
    const folder = pick([...this.person.watched], chance);
    if (folder === undefined || disk.isAway(folder)) return;
    this.trace.add(`${folder} goes away`);
    disk.away.add(folder);
    this.time.after(10 * SECOND + Math.floor(other * 3 * MINUTE), () => {
      this.trace.add(`${folder} is back`);
      disk.away.delete(folder);
    });
  }

  async play(): Promise<void> {
    const start = this.time.now();
    for (const move of this.#plan.moves) {
      const at = start + move.at;
      while (this.time.now() < at) {
        const next = Math.min(at, this.time.now() + 7 * SECOND);
        await this.time.runUntil(next, () => this.computer.front === null);
        if (this.computer.front === null) await this.#startAgain();
        else this.#everyNow();
      }
      await this.move(move);
    }
  }

  /** A request that left before is at the service by then, as far as it will ever be. */
  async #startAgain(): Promise<void> {
    await this.time.runUntil(this.time.now() + SECOND);
    await this.computer.start();
  }

  /** Nothing goes wrong any more, and nobody asks for anything new: what is promised has to come to its end. */
  async comeToRest(): Promise<string | null> {
    this.faults.enabled = false;
    this.trace.add('nothing goes wrong any more');
    this.computer.network.isDown = false;
    for (const second of this.computer.running.slice(1)) await this.computer.close(second);
    if (this.computer.front === null) await this.#startAgain();
    const { front } = this.computer;
    if (front === null) return 'Clipdesk does not start any more';
    this.#signIn();
    this.#signInToLibrary();
    this.computer.disk.away.clear();
    const { api } = front.application;
    const goOn = async (): Promise<void> => {
      await api.queue.resume();
      for (const job of await api.queue.jobs()) if (job.paused) await api.queue.resumeJob(job.jobId);
    };
    const end = this.time.now() + PATIENCE;
    // A watched picture that could not be taken is tried again after a minute.
    for (let wait = this.person.watched.size > 0 ? 80 * SECOND : 20 * SECOND; ; wait = 2 * MINUTE) {
      await this.time.runUntil(this.time.now() + SECOND);
      goOn().catch((thrown: unknown) => this.computer.troubles.push(`cannot go on: ${String(thrown)}`));
      await this.time.runUntil(this.time.now() + wait);
      if (!front.life.alive) return 'Clipdesk ended by itself';
      if (standingOf(this.computer.folder).isAtRest) return null;
      if (this.time.now() >= end) return 'the queue does not come to rest';
    }
  }
}

/** Carries a plan out in a world of its own, and looks whether every promise was kept. */
export async function run(plan: Plan, breakage: Breakage = {}): Promise<Outcome> {
  prepareThread();
  const world = new World(plan, scratchFolder(), breakage);
  followTime(world.time);
  const rejected = (thrown: unknown): void => {
    if (world.computer.isOfTheDead(thrown)) return;
    world.computer.troubles.push(
      `a failure nobody took: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    );
  };
  process.on('unhandledRejection', rejected);
  try {
    await world.begin();
    await world.play();
    const unrest = await world.comeToRest();
    const violations = findViolations(world, unrest);
    for (const violation of violations) world.trace.add(`VIOLATION: ${violation}`);
    return {
      violations,
      digest: world.trace.digest(),
      trace: world.trace.lines,
      counts: { ...world.faults.counts, requests: world.faults.requestsSeen() },
    };
  } finally {
    world.computer.remove();
    followTime(null);
    process.off('unhandledRejection', rejected);
  }
}
