import type { AccountId } from '../../../preload/contract/index.ts';
import type { Store } from '../../ports/store.ts';
import type { WorkflowConnections } from './workflow-connections.ts';

/** Keys of the blueprint's notification settings; `IncorrectBranding` is what Studio's own window asks for instead of `IB`. */
const readyKeys = ['NotApproved', 'Typos', 'IB', 'IncorrectBranding', 'BrokenLinks', 'NSOA'] as const;

export interface ReadyReasons {
  /** What the site keeps ready (without a network: what it kept ready last), then what was used before. */
  of(account: AccountId, signal: AbortSignal): Promise<readonly string[]>;
  forget(account: AccountId): void;
}

export function createReadyReasons(options: {
  readonly store: Store;
  readonly connections: WorkflowConnections;
}): ReadyReasons {
  const { store, connections } = options;
  const known = new Map<AccountId, readonly string[]>();

  const ready = async (account: AccountId, signal: AbortSignal): Promise<readonly string[]> => {
    const before = known.get(account);
    if (before !== undefined) return before;
    const { site } = await connections.account(account);
    try {
      const texts = await connections.ask(account, (api) =>
        Promise.all(readyKeys.map((key) => api.cannedReason(site, key, signal))),
      );
      const found = texts.filter((text) => text !== null);
      known.set(account, found);
      await store.transaction((writer) => writer.putReadyReasons(account, site, found));
      return found;
    } catch {
      // Reasons are a help: those of last time, and own words, do as well; the list itself says what is wrong.
      return (await store.read.readyReasons(account, site)) ?? [];
    }
  };

  return {
    async of(account, signal) {
      const [texts, used] = await Promise.all([ready(account, signal), store.read.wordings(account)]);
      return [...new Set([...texts, ...used])];
    },
    forget: (account) => void known.delete(account),
  };
}
