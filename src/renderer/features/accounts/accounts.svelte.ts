import { client, onPush } from '../../client.ts';
import type { AboutHost, AccountId, AccountSummary } from '../../../preload/contract/index.ts';

/** The accounts and where their secrets are kept. */
export class AccountsState {
  list = $state.raw<readonly AccountSummary[]>([]);
  loaded = $state(false);
  about = $state.raw<AboutHost | null>(null);
  /** Those jobs are made with. */
  readonly forJobs = $derived(
    this.list.filter((account) => account.kind === 'bright-river' || account.kind === 'practice'),
  );
  readonly signedOut = $derived(this.list.filter((account) => account.state.kind === 'signed-out'));
  /** The service gave another address for good, and it was not taken yet. */
  readonly moved = $derived(
    this.list.flatMap((account) => (account.movedTo === null ? [] : [{ account, movedTo: account.movedTo }])),
  );
  readonly onlyPractice = $derived(
    this.list.length > 0 && this.list.every((account) => account.kind === 'practice'),
  );

  async start(): Promise<void> {
    onPush('accounts-changed', (list) => (this.list = list));
    [this.list, this.about] = await Promise.all([client.accounts.list(), client.system.about()]);
    this.loaded = true;
  }

  get(id: AccountId): AccountSummary | undefined {
    return this.list.find((account) => account.id === id);
  }

  /** Puts an account in before the push about it has come. */
  keep(account: AccountSummary): void {
    this.list = this.list.some((other) => other.id === account.id)
      ? this.list.map((other) => (other.id === account.id ? account : other))
      : [...this.list, account];
  }

  async remove(id: AccountId): Promise<void> {
    await client.accounts.remove(id);
    this.list = this.list.filter((account) => account.id !== id);
  }
}

/** Where secrets are, in a sentence. */
export function secretsSentence(about: AboutHost | null): string {
  return about?.keychain === 'unavailable'
    ? 'No keychain answers on this computer. Tokens and passwords are kept in memory until you close Clipdesk.'
    : 'Tokens and passwords stay in this computer’s keychain.';
}

export const SERVICE_NAMES: Readonly<Record<AccountSummary['kind'], string>> = {
  'bright-river': 'Bright River',
  practice: 'Practice studio',
  blendvision: 'BlendVision',
  crafter: 'Crafter Studio',
};

/** How an account stands, in two words, as the rail shows it. */
export function accountWord(account: AccountSummary): string {
  if (account.movedTo !== null && account.state.kind !== 'signed-out') return 'moved';
  switch (account.state.kind) {
    case 'ready':
      return SERVICE_NAMES[account.kind];
    case 'local':
      return 'local';
    case 'signed-out':
      return 'signed out';
    case 'offline':
      return 'offline';
  }
}
