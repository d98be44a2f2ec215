import type { AccountId } from '../../../preload/contract/index.ts';
import type { RejectType } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Connections } from '../accounts/connections.ts';

/** How long an account's reasons are taken as known, and how long it is not asked again after it could not say. Milliseconds. */
const KNOWN = 60 * 60_000;
const UNKNOWN = 5 * 60_000;

/**
 * The standard reasons of each account (GET /accounts/me/rejecttypes). Its answer is documented nowhere, so that not
 * getting one is no failure: the list is then empty and the window offers its own reasons.
 */
export interface RejectTypes {
  of(account: AccountId, signal: AbortSignal): Promise<readonly RejectType[]>;
  /** What is known without asking. */
  known(account: AccountId): readonly RejectType[];
  forget(account: AccountId): void;
}

interface Entry {
  readonly until: number;
  readonly types: readonly RejectType[];
}

export function createRejectTypes(options: {
  readonly clock: Clock;
  readonly connections: Connections;
}): RejectTypes {
  const { clock, connections } = options;
  const entries = new Map<AccountId, Entry>();
  return {
    known: (account) => entries.get(account)?.types ?? [],
    forget: (account) => entries.delete(account),
    async of(account, signal) {
      const entry = entries.get(account);
      if (entry !== undefined && clock.now() < entry.until) return entry.types;
      try {
        // Not through `ask`: a service that knows no such address says nothing about how the account stands.
        const types = await (await connections.api(account)).rejectTypes(signal);
        entries.set(account, { until: clock.now() + KNOWN, types });
        return types;
      } catch {
        const types = entry?.types ?? [];
        entries.set(account, { until: clock.now() + UNKNOWN, types });
        return types;
      }
    },
  };
}

/** The type whose name is this reason; null when there is none, or it has no number. */
export function rejectTypeId(types: readonly RejectType[], reason: string): number | null {
  const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
  return types.find((type) => plain(type.name) === plain(reason))?.id ?? null;
}
