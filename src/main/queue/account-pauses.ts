import type { AccountId, Instant } from '../../preload/contract/index.ts';
import type { QueueClass } from '../ports/store.ts';

export type PauseReason = 'offline' | 'sign-in' | 'person';

/** Why an account's work, or one class of it, does not go on. */
export interface AccountPause {
  readonly accountId: AccountId;
  /** Null: all of the account's work. An unreachable FTP server stops transfers only. */
  readonly queueClass: QueueClass | null;
  readonly reason: PauseReason;
  readonly since: Instant;
  /** When it is tried again by itself; null: not before somebody acts. */
  readonly until: Instant | null;
}

interface Entry {
  readonly pause: AccountPause;
  /** How often in a row nothing answered. */
  readonly failures: number;
}

function keyOf(account: AccountId, queueClass: QueueClass | null): string {
  return `${queueClass ?? 'all'}/${account}`;
}

/**
 * Which accounts wait, and for what. When an offline pause is over, the account is on probe: one item goes, and only
 * its answer opens the account for the others.
 */
export class AccountPauses {
  readonly #entries = new Map<string, Entry>();
  readonly #generations = new Map<AccountId, number>();

  /** Nothing answered. Several items that fail together count as one failure. */
  offline(account: AccountId, queueClass: QueueClass, now: Instant, until: Instant): void {
    const key = keyOf(account, queueClass);
    const before = this.#entries.get(key);
    if (before !== undefined && this.#isOn(before, now)) return;
    this.#entries.set(key, {
      pause: {
        accountId: account,
        queueClass,
        reason: 'offline',
        since: before?.pause.since ?? now,
        until,
      },
      failures: (before?.failures ?? 0) + 1,
    });
  }

  /** All of the account's work, until `until` or (null) until it is resumed. */
  pause(account: AccountId, reason: PauseReason, now: Instant, until: Instant | null): void {
    const before = this.#entries.get(keyOf(account, null));
    const since = before?.pause.reason === reason ? before.pause.since : now;
    this.#entries.set(keyOf(account, null), {
      pause: { accountId: account, queueClass: null, reason, since, until },
      failures: (before?.failures ?? 0) + 1,
    });
  }

  /** Grows with every `resume`: tells whether an answer belongs to the time before it. */
  generation(account: AccountId): number {
    return this.#generations.get(account) ?? 0;
  }

  /** Gives false when nothing of the account was paused. */
  resume(account: AccountId): boolean {
    this.#generations.set(account, this.generation(account) + 1);
    const keys = [keyOf(account, null), keyOf(account, 'transfer'), keyOf(account, 'call')];
    return keys.filter((key) => this.#entries.delete(key)).length > 0;
  }

  /** The service answered: an item of this class got through to it. Gives true when that ended a pause. */
  answered(account: AccountId, queueClass: QueueClass): boolean {
    const all = this.#entries.get(keyOf(account, null));
    const allEnded = all?.pause.reason === 'offline' && this.#entries.delete(keyOf(account, null));
    return this.#entries.delete(keyOf(account, queueClass)) || allEnded;
  }

  failures(account: AccountId, queueClass: QueueClass): number {
    return this.#entries.get(keyOf(account, queueClass))?.failures ?? 0;
  }

  state(account: AccountId, queueClass: QueueClass, now: Instant): 'open' | 'paused' | 'probe' {
    const entries = [keyOf(account, null), keyOf(account, queueClass)]
      .map((key) => this.#entries.get(key))
      .filter((entry) => entry !== undefined);
    if (entries.some((entry) => this.#isOn(entry, now))) return 'paused';
    return entries.some((entry) => entry.pause.reason === 'offline') ? 'probe' : 'open';
  }

  /** When a pause that is on ends by itself; null when it waits for somebody. */
  endsAt(account: AccountId, queueClass: QueueClass, now: Instant): Instant | null {
    let latest = now;
    for (const key of [keyOf(account, null), keyOf(account, queueClass)]) {
      const entry = this.#entries.get(key);
      if (entry === undefined || !this.#isOn(entry, now)) continue;
      if (entry.pause.until === null) return null;
      latest = Math.max(latest, entry.pause.until);
    }
    return latest;
  }

  /** For display: an account on probe is still shown, because nothing has answered yet. */
  list(now: Instant): readonly AccountPause[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.pause.reason === 'offline' || this.#isOn(entry, now))
      .map((entry) => entry.pause);
  }

  #isOn(entry: Entry, now: Instant): boolean {
    return entry.pause.until === null || entry.pause.until > now;
  }
}
