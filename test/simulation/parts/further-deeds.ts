import type {
  AppApi,
  JobSummary,
  LibraryUploadId,
  OnCollision,
  QueueItem,
  RejectWish,
  WaitingRoom,
} from '../../../src/preload/contract/index.ts';
import type { Move } from '../plan.ts';
import type { Running } from '../world/computer.ts';
import { keyedChance, pick } from '../world/keyed-chance.ts';
import type { IntentOf, Person } from './person.ts';

const withResults: readonly JobSummary['stage'][] = ['review', 'delivering', 'done'];

/** What the photographer does beside the jobs' own way: saving results, watching folders, publishing, rejecting on a site. */
export class FurtherDeeds {
  readonly #person: Person;
  #files = 0;
  #room: WaitingRoom | null = null;
  #folder = '';

  constructor(person: Person) {
    this.#person = person;
  }

  async act(move: Move, running: Running, jobs: readonly JobSummary[]): Promise<void> {
    const { api } = running.application;
    const { chance, other } = move;
    switch (move.kind) {
      case 'download':
      case 'download-again':
        return this.#download(api, jobs, move);
      case 'own-file':
        return this.#ownFile(api, jobs, move);
      case 'bandwidth': {
        const limit = chance < 0.5 ? null : 20_000 + Math.floor(other * 200_000);
        await api.system.changeSettings({ bandwidth: { limit, hours: null } });
        return;
      }
      case 'watch':
        return this.#watch(running, move);
      case 'watch-export':
      case 'watch-export-again':
      case 'watch-copy':
        this.#export(move);
        return;
      case 'watch-ends': {
        const folder = pick(await api.watch.list(), chance);
        if (folder !== undefined) await api.watch.remove(folder.id);
        return;
      }
      case 'publish':
        return this.#publish(running, move);
      case 'publish-cancel':
      case 'publish-resume':
        return this.#goOnPublishing(running, move);
      case 'site-reject':
        return this.#reject(api, move);
      case 'site-confirm':
      case 'site-drop':
        return this.#settleHeld(api, move);
      default:
        throw new Error(`No person does ${move.kind}.`);
    }
  }

  /** Tries work of no job again, or gives it up. */
  async item(api: AppApi, item: QueueItem, isRetry: boolean): Promise<void> {
    if (item.subject === 'job') return;
    const about = item.subject === 'library' ? item.libraryUploadId : item.rejectionId;
    const kind = isRetry ? 'retry-further' : 'discard-further';
    await this.#person.intend<IntentOf<typeof kind>>({ kind, item: item.id, about }, () =>
      isRetry ? api.queue.retry(item.id) : api.queue.discard(item.id),
    );
  }

  async #download(api: AppApi, jobs: readonly JobSummary[], { kind, chance, other }: Move): Promise<void> {
    const job = pick(
      jobs.filter(({ stage }) => withResults.includes(stage)),
      chance,
    );
    if (job === undefined) return;
    const isAgain = kind === 'download-again' && this.#folder !== '';
    if (!isAgain) this.#folder = `/results/${String(Math.floor(other * 3))}`;
    const folder = this.#folder;
    const onCollision =
      pick<OnCollision | null>(['keep-both', 'skip', 'replace', null], (other * 7) % 1) ?? null;
    const route = pick(['file', 'file', 'zip', 'ftp'] as const, (chance * 11) % 1) ?? 'file';
    const template = (other * 13) % 1 < 0.7 ? '{job}/{name}{ext}' : '{name}{ext}';
    await this.#person.intend<IntentOf<'download'>>(
      { kind: 'download', job: job.id, folder, onCollision, images: [] },
      async (noted) => {
        const room = await api.reviews.read(job.id);
        noted.images = room.pairs.flatMap(({ results }) => results.map(({ imageId }) => imageId));
        await api.downloads.start(job.id, { folder, template, route }, onCollision);
      },
    );
  }

  /** The photographer has a file of that name in the folder already. */
  async #ownFile(api: AppApi, jobs: readonly JobSummary[], { chance, other }: Move): Promise<void> {
    const job = pick(
      jobs.filter(({ stage }) => withResults.includes(stage)),
      chance,
    );
    if (job === undefined) return;
    const { disk } = this.#person.computer;
    const room = await api.reviews.read(job.id);
    const result = pick(
      room.pairs.flatMap(({ results }) => results),
      other,
    );
    if (result === undefined) return;
    const folder = `/results/${String(Math.floor(chance * 3))}`;
    const ending = (other * 17) % 1 < 0.25 ? '.part' : '';
    for (const path of [
      `${folder}/${job.name}/${result.name}${ending}`,
      `${folder}/${result.name}${ending}`,
    ]) {
      if (disk.files.has(path)) continue;
      this.#files += 1;
      const bytes = Buffer.from(`own ${String(this.#files)} of the photographer`);
      disk.put(path, bytes, this.#person.now());
      this.#person.ownFiles.push({ path, bytes });
      this.#person.say(`has a file of her own at ${path}`);
    }
  }

  /** A job whose pictures come out of a watched folder. */
  async #watch(running: Running, { chance, other }: Move): Promise<void> {
    const order = this.#person.nextOrder();
    const folder = `/watch/${order}`;
    for (let count = 0; count < 1 + Math.floor(chance * 2); count += 1)
      this.#put(`${folder}/w${String(count)}.jpg`, 60 + Math.floor(other * 300));
    const { watch } = running.application.api;
    await this.#person.sendOrder(running, {
      order,
      files: 1,
      requestOffer: false,
      byFtp: other < 0.75,
      onDraft: (job) =>
        this.#person.intend<IntentOf<'watch'>>({ kind: 'watch', job, folder }, async () => {
          await watch.add(folder, job);
          this.#person.watched.add(folder);
        }),
    });
  }

  #put(path: string, size: number): void {
    const { disk } = this.#person.computer;
    this.#files += 1;
    this.#person.say(`exports ${path}`);
    disk.put(path, Buffer.alloc(size, `export ${String(this.#files)} ${path} `), this.#person.now());
  }

  #export({ kind, chance, other }: Move): void {
    const { disk, parts } = this.#person.computer;
    const folder = pick([...this.#person.watched], chance);
    if (folder === undefined || disk.isAway(folder)) return;
    const there = [...disk.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    const before = pick(there, other);
    const fresh = `${folder}/w${String(there.length)}.jpg`;
    const size = 60 + Math.floor(keyedChance(parts.seed, kind, Math.round(chance * 1e6)) * 300);
    if (kind === 'watch-copy') {
      const content = before === undefined ? undefined : disk.files.get(before)?.bytes;
      if (content !== undefined) disk.put(fresh, content, this.#person.now());
    } else if (kind === 'watch-export-again' && before !== undefined) {
      const same = disk.files.get(before)?.bytes.byteLength ?? size;
      this.#put(before, other < 0.5 ? same : size);
    } else {
      // Written in two goes, as a program writes that takes its time.
      this.#put(fresh, size >> 1);
      parts.time.after(900, () => {
        if (!disk.isAway(folder)) this.#put(fresh, size);
      });
    }
  }

  async #publish(running: Running, { chance, other }: Move): Promise<void> {
    const { api } = running.application;
    const { library } = this.#person;
    if (library === null) return;
    const { disk } = this.#person.computer;
    const known = [...disk.files.keys()].filter((path) => path.startsWith('/library/'));
    const before = other < 0.25 ? pick(known, chance) : undefined;
    const count = before === undefined ? 1 + Math.floor(chance * 2) : 0;
    const fresh = Array.from({ length: count }, (_, index) => {
      const path = `/library/l${String(known.length + index)}.jpg`;
      this.#put(path, 100 + Math.floor(other * 2_000));
      return path;
    });
    const paths = before === undefined ? fresh : [before];
    await this.#person.intend<IntentOf<'publish'>>({ kind: 'publish', paths, uploads: [] }, async (noted) => {
      const files = paths.map((path) => ({ path, type: null, reduce: false, jobId: null }));
      noted.uploads = (await api.library.publish(library, files)).map(({ id }) => id);
      if ((chance * 9) % 1 < 0.5) this.#thinkAgain(running, noted.uploads, 20 + Math.floor(other * 1_500));
    });
  }

  /** Cancels what was only just begun. */
  #thinkAgain(running: Running, [upload]: readonly LibraryUploadId[], after: number): void {
    if (upload === undefined) return;
    this.#person.computer.parts.time.after(after, () => {
      if (!running.life.alive) return;
      const { library } = running.application.api;
      this.#person.say('thinks again');
      this.#person
        .intend<IntentOf<'publish-cancel'>>({ kind: 'publish-cancel', upload }, () =>
          library.cancel([upload]),
        )
        .catch(() => undefined);
    });
  }

  async #goOnPublishing(running: Running, { kind, chance, other }: Move): Promise<void> {
    // Now and then in the other process: the window and the command line share the queue.
    const second = this.#person.computer.running.at(-1);
    const { api } = (other < 0.3 && second !== undefined ? second : running).application;
    const isCancel = kind === 'publish-cancel';
    const wanted = isCancel
      ? ['waiting', 'sending', 'interrupted', 'failed', 'completing', 'cancelling']
      : ['interrupted', 'failed'];
    const upload = pick(
      (await api.library.uploads()).filter(({ state }) => wanted.includes(state)),
      chance,
    );
    if (upload === undefined) return;
    const { id } = upload;
    if (isCancel)
      return this.#person.intend<IntentOf<'publish-cancel'>>({ kind: 'publish-cancel', upload: id }, () =>
        api.library.cancel([id]),
      );
    await this.#person.intend<IntentOf<'publish-resume'>>({ kind: 'publish-resume', upload: id }, () =>
      api.library.resume([id]),
    );
  }

  async #reject(api: AppApi, { at, chance, other }: Move): Promise<void> {
    const { site } = this.#person;
    if (site === null) return;
    // Somebody who looked before may judge from what is still on the screen.
    const room = other < 0.35 && this.#room !== null ? this.#room : await api.workflow.open(site);
    this.#room = room;
    const items = room.items.filter(({ rejected }) => rejected === null);
    const wanted = (other * 5) % 1 < 0.5 ? items.filter((_, index) => keyedChance(at, index) < 0.6) : items;
    const one = pick(wanted, chance);
    if (one === undefined) return;
    const chosen = (other * 3) % 1 < 0.5 ? [one] : wanted;
    const reason = this.#person.word();
    const seen = chosen.map(({ path, mark }): RejectWish => ({ path, seen: mark }));
    const wishes = seen.map(({ path, seen: mark }) => ({ path, mark }));
    await this.#person.intend<IntentOf<'site-reject'>>({ kind: 'site-reject', reason, items: wishes }, () =>
      api.workflow.reject(site, seen, reason, null),
    );
  }

  /** Sends what is held all the same, or takes a rejection back. */
  async #settleHeld(api: AppApi, { kind, chance }: Move): Promise<void> {
    const { site } = this.#person;
    if (site === null) return;
    const room = await api.workflow.open(site);
    this.#room = room;
    const open = [...room.items.flatMap(({ rejected }) => rejected ?? []), ...room.rejected].filter(
      ({ state }) => state.kind !== 'sent' && state.kind !== 'passed',
    );
    const entry = pick(
      kind === 'site-confirm' ? open.filter(({ state }) => state.kind === 'held') : open,
      chance,
    );
    if (entry === undefined) return;
    const { path, reason, rejection } = entry;
    if (kind === 'site-drop')
      return this.#person.intend<IntentOf<'site-drop'>>({ kind: 'site-drop', reason, path }, () =>
        api.workflow.drop(site, rejection, path),
      );
    const mark = room.items.find((item) => item.path === path)?.mark;
    if (mark === undefined) return;
    await this.#person.intend<IntentOf<'site-confirm'>>(
      { kind: 'site-confirm', reason, item: { path, mark } },
      () => api.workflow.confirm(site, rejection, path, mark),
    );
  }
}
