import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { farEnds, type FarEnds } from '../../../src/main/far-ends.ts';
import { startApp } from '../../../src/main/app.ts';
import type { Application } from '../../../src/main/ports/application.ts';
import type { Log } from '../../../src/main/ports/log.ts';
import type { Credentials, Secrets } from '../../../src/main/ports/secrets.ts';
import { seededRandom } from '../../../build/bench/random.ts';
import { openSqliteStore } from '../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { createBlendVision } from '../../../src/main/adapters/blendvision/blendvision.ts';
import { createBrightRiver } from '../../../src/main/adapters/bright-river/bright-river.ts';
import type { BrightRiverApi } from '../../../src/main/ports/bright-river.ts';
import { Disk } from './disk.ts';
import { accessTo, sliceOf } from './disk-access.ts';
import { closeAllOf, openingFor, openingWhile, salvage, type RegisterUser } from './failing-register.ts';
import { keyedChance } from './keyed-chance.ts';
import { Dead, Life, never } from './life.ts';
import { Network, type NetworkParts } from './network.ts';
import { Neighbours, neighbourly, type WriterChange } from './shared-register.ts';
import { archivesOn, remoteFolders } from './result-wire.ts';
import { UploadWire } from './upload-wire.ts';
import { watcherOf } from './watching.ts';

/** How a broken variant differs from Clipdesk as it is. */
export interface Breakage {
  readonly writer?: (writer: Parameters<WriterChange>[0], computer: Computer) => ReturnType<WriterChange>;
  readonly api?: (api: BrightRiverApi, computer: Computer) => BrightRiverApi;
  readonly ends?: (ends: FarEnds, computer: Computer, log: Log) => FarEnds;
}

/** A process of Clipdesk on the simulated computer. */
export interface Running {
  readonly life: Life;
  readonly application: Application;
  readonly user: RegisterUser;
}

/** The photographer's computer: its disk, its clock, its network, its keychain, and what runs on it. */
export class Computer {
  readonly disk: Disk;
  readonly network: Network;
  readonly parts: NetworkParts;
  /** What was written to any log, before it was redacted and after. */
  readonly logged: string[] = [];
  readonly troubles: string[] = [];
  readonly #wire: UploadWire;
  readonly #breakage: Breakage;
  readonly #keychain = new Map<string, Credentials>();
  readonly #running: Running[] = [];
  /** Not up yet: nobody can use it, and the power takes it too. */
  readonly #starting = new Set<RegisterUser>();
  readonly #root: string;
  #neighbours: Neighbours;
  #folder: string;
  #starts = 0;
  #ids = 0;
  #clockSkew = 0;
  #hasKilled = false;

  constructor(root: string, parts: NetworkParts, breakage: Breakage) {
    this.parts = parts;
    this.#breakage = breakage;
    this.#root = root;
    this.#folder = join(root, 'profile');
    mkdirSync(this.#folder, { recursive: true });
    this.disk = new Disk(parts.faults, parts.seed);
    this.network = new Network(parts, () => this.cutPower());
    this.#wire = new UploadWire({ ...parts, disk: this.disk, network: this.network });
    this.#neighbours = new Neighbours(parts.time);
  }

  get running(): readonly Running[] {
    return this.#running;
  }

  /** The process the person looks at; null while none runs. */
  get front(): Running | null {
    return this.#running[0] ?? null;
  }

  get folder(): string {
    return this.#folder;
  }

  jumpClock(by: number): void {
    this.#clockSkew += by;
  }

  #log(life: Life): Log {
    const write =
      (level: string) =>
      (message: string, facts: Readonly<Record<string, string | number | boolean | null>> = {}): void => {
        if (!life.alive) return;
        const text = `${level} ${message} ${JSON.stringify(facts)}`;
        this.logged.push(text);
        if (facts['code'] === 'unexpected' || facts['code'] === 'transaction_over') this.troubles.push(text);
      };
    return { info: write('info'), warn: write('warn'), error: write('error') };
  }

  #secrets(life: Life): Secrets {
    return {
      kind: 'keychain',
      read: (account) => (life.alive ? Promise.resolve(this.#keychain.get(account) ?? null) : never()),
      write: (account, credentials) => {
        this.#keychain.set(account, credentials);
        return Promise.resolve();
      },
      remove: (account) => {
        this.#keychain.delete(account);
        return Promise.resolve();
      },
    };
  }

  #ends(life: Life, user: RegisterUser, log: Log): FarEnds {
    const { writer, api, ends } = this.#breakage;
    const own: FarEnds = {
      ...farEnds,
      openStore: async (options) => {
        const done = await this.#neighbours.turns.take(life);
        try {
          const store = await openingWhile(user, () => openSqliteStore(options));
          return neighbourly(store, life, this.#neighbours, {
            change: (each) => writer?.(each, this) ?? each,
            opensRunnerLock: (work) => openingFor(user, work),
          });
        } finally {
          done();
        }
      },
      createHttp: () => this.network.client(life),
      createBrightRiver: (options) => {
        const made = createBrightRiver(options);
        return api?.(made, this) ?? made;
      },
      createUploadRoutes: () => this.#wire.routes(life),
      createFiles: () =>
        accessTo({
          disk: this.disk,
          faults: this.parts.faults,
          life,
          now: () => this.parts.time.now(),
          onPowerCut: () => user.onPowerCut(salvage(user.folder)),
        }),
      createBlendVision: (options) =>
        createBlendVision({
          ...options,
          readSlice: (path, start, end) => sliceOf(this.disk, path, start, end),
        }),
      createRemoteFolders: () => remoteFolders({ ...this.parts, network: this.network }, life),
      createArchives: () => archivesOn(this.disk),
      createWatcher: () => watcherOf({ ...this.parts, disk: this.disk }, life),
      createImages: () => this.disk.pictures(),
      newId: () => {
        this.#ids += 1;
        return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
      },
    };
    return ends?.(own, this, log) ?? own;
  }

  /** Starts Clipdesk; null when it did not come up, because the power went or the register could not be used. */
  async start(): Promise<Running | null> {
    const { time, trace, seed } = this.parts;
    this.#starts += 1;
    const life = new Life(`run ${String(this.#starts)}`);
    const user: RegisterUser = {
      life,
      faults: this.parts.faults,
      folder: this.#folder,
      onPowerCut: (wreck) => {
        // It may be one that is just starting.
        life.end();
        this.#wrecked.push(user);
        this.#powerGone(wreck.folder);
      },
    };
    this.#starting.add(user);
    const log = this.#log(life);
    trace.add(`${life.name}: starts`);
    const begun = startApp(
      {
        home: this.#folder,
        version: '0.0.0',
        host: {
          kind: 'command-line',
          chooseFolder: () => Promise.resolve(null),
          chooseFiles: () => Promise.resolve([]),
          openExternal: () => Promise.resolve(),
          showInFolder: () => Promise.resolve(),
          notify: () => undefined,
          systemProxy: () => Promise.resolve(null),
          keepAwake: () => () => undefined,
        },
        secrets: this.#secrets(life),
        overlaySecrets: null,
        clock: {
          now: () => time.now() + this.#clockSkew,
          after: (milliseconds, run) =>
            time.after(milliseconds, () => {
              if (life.alive) run();
            }),
        },
        random: seededRandom(Math.floor(keyedChance(seed, 'random', this.#starts) * 2 ** 31)),
        log,
        runQueue: true,
        followJobs: true,
        lookIntoResults: false,
        undoTime: keyedChance(seed, 'undo time') < 0.5 ? 8_000 : 0,
        onlyAccount: null,
        compareWorker: new URL('file:///never'),
        inspectWorker: new URL('file:///never'),
        practice: null,
      },
      this.#ends(life, user, log),
    );
    let came: Application | null = null;
    let failed: unknown = null;
    begun.then(
      (application) => {
        came = application;
      },
      (thrown: unknown) => {
        failed = thrown;
      },
    );
    await time.runUntil(time.now() + 10_000, () => came !== null || failed !== null || !life.alive);
    this.#starting.delete(user);
    const application = came as Application | null;
    if (application === null || !life.alive) {
      trace.add(
        `${life.name}: does not come up: ${failed instanceof Error ? failed.message : 'the power went'}`,
      );
      if (life.alive) {
        life.end();
        closeAllOf(user);
      }
      return null;
    }
    const running = { life, application, user };
    this.#running.push(running);
    return running;
  }

  /** The power goes: nothing that runs or starts is told, and the next start finds the files as they are. */
  cutPower(): void {
    if (this.#running.length > 0 || this.#starting.size > 0) this.#powerGone(salvage(this.#folder).folder);
  }

  #powerGone(after: string): void {
    this.#hasKilled = true;
    this.parts.trace.add('the power goes');
    this.parts.ended();
    this.disk.cutPower();
    const all = [...this.#running.splice(0).map(({ user }) => user), ...this.#starting];
    for (const { life } of all) life.end();
    this.#folder = after;
    this.#neighbours = new Neighbours(this.parts.time);
    this.#wrecked.push(...all);
  }

  readonly #wrecked: RegisterUser[] = [];

  /** One process is killed; the operating system closes what it had open. */
  kill(running: Running): void {
    this.#hasKilled = true;
    this.parts.trace.add(`${running.life.name}: is killed`);
    this.parts.ended();
    running.life.end();
    this.#forget(running);
    closeAllOf(running.user);
  }

  /** Whether a failure comes out of a process that is dead already: its connections are closed under its hands. */
  isOfTheDead(thrown: unknown): boolean {
    if (thrown instanceof Dead) return true;
    return this.#hasKilled && thrown instanceof Error && thrown.message === 'database is not open';
  }

  /** Ends Clipdesk as its window does. */
  async close(running: Running): Promise<void> {
    const { time, trace } = this.parts;
    trace.add(`${running.life.name}: closes`);
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    running.application.stop().then(done, (thrown: unknown) => {
      if (running.life.alive) this.troubles.push(`closing failed: ${String(thrown)}`);
      done();
    });
    await time.runUntil(time.now() + 60_000, () => isDone || !running.life.alive);
    if (!isDone && running.life.alive) this.troubles.push(`${running.life.name} does not close`);
    running.life.end();
    this.#forget(running);
    closeAllOf(running.user);
  }

  #forget(running: Running): void {
    const place = this.#running.indexOf(running);
    if (place >= 0) this.#running.splice(place, 1);
  }

  /** Removes everything of it from the real disk. */
  remove(): void {
    for (const running of [...this.#running]) this.kill(running);
    for (const user of this.#wrecked) closeAllOf(user);
    rmSync(this.#root, { recursive: true, force: true });
  }
}
