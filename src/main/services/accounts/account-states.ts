import type { AccountId, AccountState, Instant } from '../../../preload/contract/index.ts';
import type { AppError } from '../../errors/app-error.ts';

/** How each account stands, from what its requests answered. In memory: the next run finds out anew. */
export interface AccountStates {
  state(account: AccountId): AccountState | null;
  lastContact(account: AccountId): Instant | null;
  /** A request got an answer. */
  answered(account: AccountId, now: Instant): void;
  /** A request failed; only `sign-in` and no answer at all change how the account stands. */
  failed(account: AccountId, error: AppError, now: Instant): void;
  /** New credentials: forget that it was signed out. */
  signedIn(account: AccountId): void;
  /** Grows with every sign-in: a refusal of a request that left before it says nothing about the new credentials. */
  signIns(account: AccountId): number;
  latestContact(): Instant | null;
}

/**
 * @param onChange told only when the state's kind changed
 * @param onContact told of every answer
 */
export function createAccountStates(
  onChange: (account: AccountId) => void,
  onContact: (at: Instant) => void = () => undefined,
): AccountStates {
  const states = new Map<AccountId, AccountState>();
  const contacts = new Map<AccountId, Instant>();
  const signIns = new Map<AccountId, number>();

  const change = (account: AccountId, state: AccountState | null): void => {
    const before = states.get(account)?.kind;
    if (state === null) states.delete(account);
    else states.set(account, state);
    if (before !== state?.kind) onChange(account);
  };

  return {
    state: (account) => states.get(account) ?? null,
    lastContact: (account) => contacts.get(account) ?? null,
    latestContact: () => {
      const all = [...contacts.values()];
      return all.length === 0 ? null : Math.max(...all);
    },
    answered(account, now) {
      contacts.set(account, now);
      onContact(now);
      if (states.get(account)?.kind === 'offline') change(account, null);
    },
    failed(account, error, now) {
      if (error.action === 'sign-in') {
        change(account, { kind: 'signed-out', since: now, sentence: error.message });
      } else if (error.action === 'retry' && error.code === 'offline') {
        const since = states.get(account);
        change(account, {
          kind: 'offline',
          since: since?.kind === 'offline' ? since.since : now,
          retryAt: error.retryAt ?? null,
        });
      }
    },
    signIns: (account) => signIns.get(account) ?? 0,
    signedIn(account) {
      signIns.set(account, (signIns.get(account) ?? 0) + 1);
      if (states.get(account)?.kind === 'signed-out') change(account, null);
    },
  };
}
