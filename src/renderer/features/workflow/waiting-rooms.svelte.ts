import { SvelteMap } from 'svelte/reactivity';
import { client, onPush } from '../../client.ts';
import type { AccountId, AccountSummary, WaitingRoom } from '../../../preload/contract/index.ts';

/** What waits for approval, site by site, kept current by pushes. */
export class WaitingRooms {
  readonly #rooms = new SvelteMap<AccountId, WaitingRoom>();

  async start(accounts: () => readonly AccountSummary[]): Promise<void> {
    onPush('waiting-changed', ({ accountId }) => {
      const changed = accountId === null ? [...this.#rooms.keys()] : [accountId];
      for (const id of changed) void this.#read(id);
    });
    onPush('accounts-changed', () => void this.#readNew(accounts()));
    await this.#readNew(accounts());
  }

  get(account: AccountId): WaitingRoom | undefined {
    return this.#rooms.get(account);
  }

  /** Items nobody here has decided on. */
  openCount(account: AccountId): number {
    return (this.get(account)?.items ?? []).filter((item) => item.rejected === null).length;
  }

  /** What the register has says nothing of how the last question to the server went: that is kept with its list. */
  keep(room: WaitingRoom): void {
    const before = this.#rooms.get(room.accountId);
    const isSameList = before !== undefined && before.readAt === room.readAt;
    this.#rooms.set(room.accountId, isSameList ? { ...room, trouble: room.trouble ?? before.trouble } : room);
  }

  /** Asks the server. */
  async ask(account: AccountId): Promise<void> {
    this.keep(await client.workflow.open(account));
  }

  async #read(account: AccountId): Promise<void> {
    try {
      this.keep(await client.workflow.read(account));
    } catch {
      this.#rooms.delete(account);
    }
  }

  async #readNew(accounts: readonly AccountSummary[]): Promise<void> {
    const sites = accounts.filter(({ kind }) => kind === 'crafter').map(({ id }) => id);
    for (const id of this.#rooms.keys()) if (!sites.includes(id)) this.#rooms.delete(id);
    await Promise.all(sites.filter((id) => !this.#rooms.has(id)).map((id) => this.#read(id)));
  }
}
