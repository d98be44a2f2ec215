import type {
  AccountId,
  JobId,
  JobSummary,
  QueueItem,
  RejectWay,
  ReviewPair,
  ReviewRoom,
  SendInput,
  Verdict,
} from '../../../src/preload/contract/index.ts';
import type { Move } from '../plan.ts';
import type { Computer, Running } from '../world/computer.ts';
import { keyedChance, pick } from '../world/keyed-chance.ts';
import { orderOf } from '../world/far-service.ts';
import { FurtherDeeds } from './further-deeds.ts';
import type { Intent } from './intents.ts';

export type IntentOf<Kind extends Intent['kind']> = Extract<Intent, { readonly kind: Kind }>;

/** The photographer: does one thing after another, and remembers what was promised. */
export class Person {
  readonly intents: Intent[] = [];
  account: AccountId | null = null;
  library: AccountId | null = null;
  site: AccountId | null = null;
  /** Folders that were given to be watched. */
  readonly watched = new Set<string>();
  /** Files of the photographer's own in folders results are saved into. */
  readonly ownFiles: { readonly path: string; readonly bytes: Buffer }[] = [];
  readonly computer: Computer;
  #orders = 0;
  #words = 0;
  readonly #further: FurtherDeeds;
  /** What was on the screen when a picture was decided: by job and file. */
  readonly #rooms = new Map<JobId, ReviewRoom>();

  constructor(computer: Computer) {
    this.computer = computer;
    this.#further = new FurtherDeeds(this);
  }

  /** Begins something; what comes of it is heard later, or never. */
  act(move: Move): void {
    const running = this.computer.front;
    if (running === null) return;
    this.#do(move, running).catch((thrown: unknown) => {
      if (running.life.alive)
        this.computer.parts.trace.add(
          `person: ${move.kind} is refused: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        );
    });
  }

  now(): number {
    return this.computer.parts.time.now();
  }

  say(words: string): void {
    this.computer.parts.trace.add(`person: ${words}`);
  }

  /** Words nobody has said before. */
  word(): string {
    this.#words += 1;
    return `why-${String(this.#words)}`;
  }

  /** Notes an intent, asks, and notes the answer. */
  async intend<Noted extends Intent>(
    intent: Omit<Noted, 'at' | 'outcome' | 'takenAt'>,
    ask: (noted: Noted) => Promise<unknown>,
  ): Promise<void> {
    const noted = { at: this.now(), outcome: 'asked', takenAt: null, ...intent } as Noted;
    this.intents.push(noted);
    try {
      await ask(noted);
      noted.outcome = 'taken';
      noted.takenAt = this.now();
      this.say(`${noted.kind} is promised`);
    } catch (thrown) {
      noted.outcome = 'refused';
      throw thrown;
    }
  }

  async #do(move: Move, running: Running): Promise<void> {
    const { api } = running.application;
    const { chance, other } = move;
    const jobs = [...(await api.jobs.list())].sort(
      (one, two) => one.createdAt - two.createdAt || (one.id < two.id ? -1 : 1),
    );
    const job = (stages: readonly JobSummary['stage'][]): JobSummary | null =>
      pick(
        jobs.filter((each) => stages.includes(each.stage)),
        chance,
      ) ?? null;
    this.say(move.kind);
    switch (move.kind) {
      case 'send-job':
        return this.#send(running, chance, (other * 10) % 1 < 0.75, other < 0.75);
      case 'update': {
        const about = job(['sending', 'quoting', 'offer']);
        if (about === null) return;
        const words = this.word();
        const { tags, invoiceReference, name } = about;
        return this.intend<IntentOf<'update'>>({ kind: 'update', job: about.id, words }, () =>
          api.jobs.update(about.id, { name, description: words, tags, invoiceReference }),
        );
      }
      case 'remark': {
        const about = job(['sending']);
        const file = about === null ? undefined : pick((await api.jobs.get(about.id)).files, other);
        if (about === null || file === undefined) return;
        const words = this.word();
        return this.intend<IntentOf<'remark'>>({ kind: 'remark', job: about.id, file: file.id, words }, () =>
          api.jobs.setRemark(about.id, file.id, words, []),
        );
      }
      case 'request-offer':
        return this.#ask(job(['sending', 'offer']), 'request-offer', (id) => api.jobs.requestOffer(id));
      case 'accept-offer':
        return this.#ask(job(['offer']), 'accept-offer', (id) => api.jobs.acceptOffer(id));
      case 'cancel':
        return this.#ask(job(['sending', 'offer']), 'cancel', (id) => api.jobs.cancel(id));
      case 'close':
        return this.#ask(job(['review']), 'close', (id) => api.jobs.close(id));
      case 'review':
      case 'review-many':
      case 'change-mind':
        return this.#review(running, job(['review', 'delivering']), move);
      case 'accept-all':
      case 'reject-all':
        return this.#all(running, job(['review']), move.kind);
      case 'undo': {
        const about = job(['review']);
        if (about === null) return;
        return this.intend<IntentOf<'undo'>>({ kind: 'undo', job: about.id, files: [] }, async (noted) => {
          noted.files = (await api.reviews.undo(about.id)).map((pair) => pair.fileId);
        });
      }
      case 'redo': {
        const about = job(['review']);
        if (about === null) return;
        return this.#decide(about.id, () => api.reviews.redo(about.id));
      }
      case 'retry':
      case 'discard':
        return this.#item(running, move);
      case 'answer-unknown':
        return this.#answer(running, jobs, chance);
      case 'retry-failed':
        return this.intend<IntentOf<'retry-failed'>>({ kind: 'retry-failed' }, () => api.queue.retryFailed());
      case 'pause':
        return (await api.queue.overview()).paused ? api.queue.resume() : api.queue.pause();
      case 'pause-job': {
        const about = pick(await api.queue.jobs(), chance);
        if (about === undefined) return;
        return about.paused ? api.queue.resumeJob(about.jobId) : api.queue.pauseJob(about.jobId);
      }
      case 'move-job': {
        const about = pick(await api.queue.jobs(), chance);
        return about && api.queue.moveJob(about.jobId, pick(['first', 'up', 'down', 'last'], other) ?? 'up');
      }
      case 'leave-out': {
        const about = job(['sending']);
        const file = about === null ? undefined : pick((await api.jobs.get(about.id)).files, other);
        if (about === null || file === undefined) return;
        return this.intend<IntentOf<'leave-out'>>({ kind: 'leave-out', job: about.id, stops: false }, () =>
          api.queue.leaveOut(about.id, [file.id]),
        );
      }
      case 'stop-upload': {
        const about = job(['sending']);
        if (about === null) return;
        return this.intend<IntentOf<'leave-out'>>(
          { kind: 'leave-out', job: about.id, stops: true },
          async () => {
            await api.queue.stopUpload(about.id);
          },
        );
      }
      case 'send-after-all': {
        const about = job(['sending']);
        return about === null ? undefined : api.queue.sendAfterAll(about.id);
      }
      case 'reject-way': {
        if (this.account === null) return;
        const rejectWay: RejectWay = pick(['review', 'files-review', 'reject'] as const, chance) ?? 'review';
        await api.accounts.change(this.account, { rejectWay });
        return;
      }
      default:
        return this.#further.act(move, running, jobs);
    }
  }

  async #ask(
    about: JobSummary | null,
    kind: 'request-offer' | 'accept-offer' | 'close' | 'cancel',
    ask: (job: JobId) => Promise<void>,
  ): Promise<void> {
    if (about === null) return;
    await this.intend<IntentOf<typeof kind>>({ kind, job: about.id }, () => ask(about.id));
  }

  /** Drops a folder of pictures and sends it as soon as it was read. */
  async #send(running: Running, chance: number, requestOffer: boolean, byFtp: boolean): Promise<void> {
    const order = this.nextOrder();
    const files = 1 + Math.floor(chance * 4);
    await this.sendOrder(running, { order, files, requestOffer, byFtp });
  }

  nextOrder(): string {
    this.#orders += 1;
    return `order-${String(this.#orders)}`;
  }

  /** @param about `onDraft` is called with the draft before it is sent */
  async sendOrder(
    { application }: Running,
    about: {
      readonly order: string;
      readonly files: number;
      readonly requestOffer: boolean;
      readonly byFtp: boolean;
      readonly onDraft?: (job: JobId) => Promise<void>;
    },
  ): Promise<void> {
    if (this.account === null) return;
    const { order, files, requestOffer, byFtp } = about;
    const { seed } = this.computer.parts;
    const folder = `/photos/${order}`;
    for (let index = 0; index < files; index += 1) {
      const size = 40 + Math.floor(keyedChance(seed, order, index) * 400);
      const bytes = Buffer.alloc(size, `${order} ${String(index)} `);
      this.computer.disk.put(`${folder}/p${String(index)}.jpg`, bytes, this.now());
    }
    const input: SendInput = {
      accountId: this.account,
      name: `Job ${order}`,
      description: 'Cut out',
      tags: [order],
      invoiceReference: null,
      isTest: false,
      route: byFtp ? 'ftp' : 'post',
      requestOffer,
      deadlineId: null,
      specificationKey: null,
    };
    await this.intend<IntentOf<'send'>>(
      { kind: 'send', order, job: null, files, requestOffer },
      async (noted) => {
        const id = await application.api.jobs.openDraft([folder]);
        await application.whenReady(id);
        noted.job = id;
        await about.onDraft?.(id);
        await application.api.jobs.send(id, input);
      },
    );
  }

  #verdict(chance: number): Verdict {
    if (chance < 0.5) return { kind: 'accept' };
    const pins = chance < 0.7 ? [{ x: 0.5, y: 0.25, radius: chance < 0.6 ? 0.1 : null }] : [];
    return { kind: 'reject', reasons: [{ reason: this.word(), pins }], remark: '' };
  }

  async #review({ application: { api } }: Running, about: JobSummary | null, move: Move): Promise<void> {
    if (about === null) return;
    // Somebody who looked before may judge from what is still on the screen.
    const seen = move.other < 0.4 ? this.#rooms.get(about.id) : undefined;
    const room = seen ?? (await api.reviews.open(about.id));
    this.#rooms.set(about.id, room);
    const pairs = room.pairs.filter((pair) => pair.blocked === '');
    const wanted = move.kind === 'change-mind' ? pairs.filter((pair) => pair.decision !== null) : pairs;
    const pair = pick(wanted, move.chance);
    if (pair === undefined) return;
    const verdictOf = (each: number): Verdict => this.#verdict(keyedChance(move.at, each, move.other));
    if (move.kind === 'review-many') {
      const choices = wanted.map((each, index) => ({
        fileId: each.fileId,
        seen: each.versionMark,
        verdict: verdictOf(index),
      }));
      await this.#decide(
        about.id,
        async () => (await api.reviews.decideTogether(about.id, choices)).pairs,
        room,
      );
      return;
    }
    await this.#decide(
      about.id,
      async () => [await api.reviews.decide(about.id, pair.fileId, pair.versionMark, verdictOf(0))],
      room,
    );
  }

  async #all({ application: { api } }: Running, about: JobSummary | null, kind: string): Promise<void> {
    if (about === null) return;
    const before = await api.reviews.read(about.id);
    this.#rooms.set(about.id, before);
    const known = new Set(before.pairs.map((pair) => pair.decision?.id));
    const isNew = (pair: ReviewPair): boolean => pair.decision !== null && !known.has(pair.decision.id);
    await this.#decide(
      about.id,
      async () => {
        const room =
          kind === 'accept-all'
            ? await api.reviews.acceptAll(about.id)
            : await api.reviews.rejectAll(about.id, this.word());
        return room.pairs.filter(isNew);
      },
      before,
    );
  }

  /** @param room what was on the screen; absent: what the answer shows */
  async #decide(job: JobId, ask: () => Promise<readonly ReviewPair[]>, room?: ReviewRoom): Promise<void> {
    await this.intend<IntentOf<'decide'>>({ kind: 'decide', job, decided: [] }, async (noted) => {
      const pairs = await ask();
      noted.decided = pairs.flatMap((pair) => {
        if (pair.decision === null) return [];
        const shown = room?.pairs.find((each) => each.fileId === pair.fileId) ?? pair;
        const images = shown.results.map((image) => image.imageId);
        return [{ id: pair.decision.id, file: pair.fileId, verdict: pair.decision.verdict, images }];
      });
    });
  }

  async #item({ application: { api } }: Running, move: Move): Promise<void> {
    const kind = move.kind === 'retry' ? 'retry' : 'discard';
    const mine = (item: QueueItem): boolean => item.state.kind === 'failed' || item.state.kind === 'held';
    const item = pick((await api.queue.list()).filter(mine), move.chance);
    if (item === undefined) return;
    if (item.subject !== 'job') return this.#further.item(api, item, move.kind === 'retry');
    const { id, jobId: job, kind: what } = item;
    await this.intend<IntentOf<typeof kind>>({ kind, job, item: id, what }, () =>
      kind === 'retry' ? api.queue.retry(id) : api.queue.discard(id),
    );
  }

  /** Looks at the service's own pages, and says truly what is there. */
  async #answer(
    { application: { api } }: Running,
    jobs: readonly JobSummary[],
    chance: number,
  ): Promise<void> {
    const { service } = this.computer.parts;
    const isOpen = ({ state }: QueueItem): boolean =>
      state.kind === 'held' && state.why === 'outcome-unknown';
    const item = pick((await api.queue.list()).filter(isOpen), chance);
    const about = jobs.find((each) => each.id === item?.jobId);
    if (item === undefined || about === undefined) return;
    const order = orderOf(about.tags);
    const deed = service.deeds.find(
      (each) =>
        each.order === order && each.kind === (item.kind === 'create-job' ? 'create' : 'accept-offer'),
    );
    const gotThere = deed !== undefined;
    await this.intend<IntentOf<'answer-unknown'>>(
      { kind: 'answer-unknown', job: about.id, what: item.kind, gotThere },
      () =>
        api.queue.answerUnknown(
          item.id,
          gotThere ? { kind: 'got-there', number: deed.job, sure: true } : { kind: 'not-there' },
        ),
    );
  }
}
