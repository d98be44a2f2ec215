import { SvelteSet } from 'svelte/reactivity';
import { client, sentenceOf } from '../../client.ts';
import type {
  AccountId,
  AffectedPath,
  RejectedEntry,
  WaitingEntry,
} from '../../../preload/contract/index.ts';
import { count } from '../../ui/format.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import type { WaitingRooms } from './waiting-rooms.svelte.ts';

/** What the server said is affected by a rejection of one item. */
export type Affected =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly paths: readonly AffectedPath[] }
  | { readonly kind: 'unknown'; readonly sentence: string };

/** Deciding on what waits for approval: where the person is, what is chosen, the reason in the hand. */
export class WaitingDesk {
  readonly account: AccountId;
  readonly #rooms: WaitingRooms;
  readonly selected = new SvelteSet<string>();
  reading = $state(false);
  /** Why there is no list at all; empty otherwise. */
  problem = $state('');
  reasons = $state.raw<readonly string[]>([]);
  reason = $state('');
  /** As the field of the browser gives it, in local time; empty: none. */
  date = $state('');
  busy = $state(false);
  /** What was just done, until the person looks again or takes it back; empty otherwise. */
  said = $state('');
  affected = $state.raw<Affected>({ kind: 'asking' });
  #active = $state<string | null>(null);
  #anchor: string | null = null;
  #asked = '';

  constructor(account: AccountId, rooms: WaitingRooms) {
    this.account = account;
    this.#rooms = rooms;
  }

  get room() {
    return this.#rooms.get(this.account);
  }

  get items(): readonly WaitingEntry[] {
    return this.room?.items ?? [];
  }

  /** The item the keys are on; the first where the last one has gone. */
  get active(): WaitingEntry | null {
    return this.items.find((item) => item.path === this.#active) ?? this.items[0] ?? null;
  }

  /** What a rejection is about: what is chosen, else the item the keys are on; never what is rejected already. */
  get targets(): readonly WaitingEntry[] {
    const chosen = this.items.filter((item) => this.selected.has(item.path));
    const meant = chosen.length > 0 ? chosen : this.active === null ? [] : [this.active];
    return meant.filter((item) => item.rejected === null);
  }

  /** Why nothing can be rejected now; empty when it can. */
  get whyNot(): string {
    if (this.items.length === 0) return 'Nothing waits for approval.';
    if (this.targets.length === 0) return 'It is rejected already.';
    return this.reason.trim() === '' ? 'Choose a reason, or write one.' : '';
  }

  async look(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    this.said = '';
    // Kept on this disk they are here before the list is; nobody has to wait for them.
    const early = this.#readReasons();
    try {
      await this.#rooms.ask(this.account);
      this.problem = '';
    } catch (thrown) {
      this.problem = sentenceOf(thrown);
    } finally {
      this.reading = false;
    }
    this.#asked = '';
    void this.askAffected();
    await early;
    if (this.reasons.length === 0) await this.#readReasons();
  }

  /** Where they cannot be had, those from before stay; own words do as well. */
  async #readReasons(): Promise<void> {
    this.reasons = await client.workflow.reasons(this.account).catch(() => this.reasons);
  }

  /** What else a rejection of the item the keys are on would touch. */
  async askAffected(): Promise<void> {
    const path = this.active?.path ?? '';
    if (path === '' || path === this.#asked) return;
    this.#asked = path;
    this.affected = { kind: 'asking' };
    const answer = await client.workflow.affectedPaths(this.account, path).then(
      (paths): Affected => ({ kind: 'known', paths: paths.filter((each) => each.path !== path) }),
      (thrown: unknown): Affected => ({ kind: 'unknown', sentence: sentenceOf(thrown) }),
    );
    if (this.#asked === path) this.affected = answer;
  }

  go(path: string): void {
    this.#active = path;
    this.#anchor = null;
  }

  step(by: number, select: boolean): void {
    const now = this.items.findIndex((item) => item.path === this.active?.path);
    const next = this.items[Math.max(0, Math.min(this.items.length - 1, now + by))];
    if (next === undefined) return;
    if (!select) this.#anchor = null;
    else this.#selectTo(now, next.path);
    this.#active = next.path;
  }

  #selectTo(now: number, to: string): void {
    this.#anchor ??= this.items[now]?.path ?? to;
    const [from, end] = [this.#anchor, to].map((path) => this.items.findIndex((item) => item.path === path));
    const range = this.items.slice(Math.min(from ?? 0, end ?? 0), Math.max(from ?? 0, end ?? 0) + 1);
    this.selected.clear();
    for (const item of range) this.selected.add(item.path);
  }

  toggle(path: string): void {
    this.#active = path;
    this.#anchor = path;
    if (!this.selected.delete(path)) this.selected.add(path);
  }

  selectAll(): void {
    for (const item of this.items) if (item.rejected === null) this.selected.add(item.path);
  }

  async reject(): Promise<void> {
    if (this.busy) return;
    if (this.whyNot !== '') {
      toasts.say(this.whyNot);
      return;
    }
    const { targets, reason } = this;
    const last = this.items.findIndex((item) => item.path === targets.at(-1)?.path);
    const next = this.items.slice(last + 1).find((item) => item.rejected === null);
    const date = this.date === '' ? null : new Date(this.date).toISOString();
    await this.#change(async () => {
      this.#rooms.keep(
        await client.workflow.reject(
          this.account,
          targets.map(({ path, mark }) => ({ path, seen: mark })),
          reason.trim(),
          date,
        ),
      );
      this.selected.clear();
      this.date = '';
      this.reason = '';
      this.#active = next?.path ?? this.#active;
      const what = targets.length === 1 ? (targets[0]?.label ?? '') : count(targets.length, 'item');
      this.said = `${what} rejected.`;
    });
  }

  /** Rejections that have not left, the last one first. */
  get #kept(): readonly RejectedEntry[] {
    const entries = [...(this.room?.rejected ?? []), ...this.items.flatMap(({ rejected }) => rejected ?? [])];
    return entries.filter(({ state }) => state.kind === 'kept').toSorted((one, other) => other.at - one.at);
  }

  get canTakeBack(): boolean {
    return this.#kept.length > 0;
  }

  /** Takes the last step back whose items are all still here. */
  async undo(): Promise<void> {
    const kept = this.#kept;
    const [last] = kept;
    if (last === undefined) {
      toasts.say('There is nothing here to take back: what was rejected has been sent.');
      return;
    }
    const step = kept.filter(({ rejection }) => rejection === last.rejection);
    await this.#change(async () => {
      for (const { rejection, path } of step)
        this.#rooms.keep(await client.workflow.drop(this.account, rejection, path));
      this.#active = last.path;
      this.said = '';
    });
  }

  async drop(entry: RejectedEntry): Promise<void> {
    await this.#change(async () => {
      this.#rooms.keep(await client.workflow.drop(this.account, entry.rejection, entry.path));
    });
  }

  /** A held item, for the version that is on the screen. */
  async confirm(item: WaitingEntry): Promise<void> {
    const rejection = item.rejected?.rejection;
    if (rejection === undefined) return;
    await this.#change(async () => {
      this.#rooms.keep(await client.workflow.confirm(this.account, rejection, item.path, item.mark));
    });
  }

  async #change(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (thrown) {
      toasts.fail(thrown);
    } finally {
      this.busy = false;
    }
  }
}
