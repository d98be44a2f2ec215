import type { AccountId, ErrorData, WaitingRoom, WorkflowApi } from '../../../preload/contract/index.ts';
import { errorData, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { Store, StoreWriter, WorkflowAccountRecord } from '../../ports/store.ts';
import type { ReadyReasons } from './ready-reasons.ts';
import { confirmHeld, dropItem, keepRejection } from './reject-wishes.ts';
import { waitingRoom } from './waiting-room.ts';
import type { WorkflowConnections, WorkflowFactory } from './workflow-connections.ts';

/** What waits for approval, and rejecting it: everything but the pictures' way back to their jobs. */
export function createWorkflowService(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly host: Host;
  readonly connections: WorkflowConnections;
  readonly createWorkflow: WorkflowFactory;
  readonly reasons: ReadyReasons;
  readonly newId: () => string;
  readonly undoTime: number;
  readonly onChange: (account: AccountId) => void;
  readonly wakeQueue: () => void;
}): Omit<WorkflowApi, 'origins' | 'toJob' | 'rejectOrigin'> {
  const { store, clock, connections, newId } = options;
  const never = new AbortController().signal;

  const room = async (id: AccountId, trouble: ErrorData | null = null): Promise<WaitingRoom> => {
    const [account, list, rejections] = await Promise.all([
      connections.account(id),
      store.read.waitingList(id),
      store.read.rejections(id),
    ]);
    return waitingRoom(account, list, rejections, clock.now(), trouble);
  };

  /** A change of rejections; what has to go goes at once. */
  const change = async (
    id: AccountId,
    write: (writer: StoreWriter, account: WorkflowAccountRecord) => Promise<void>,
  ): Promise<WaitingRoom> => {
    const account = await connections.account(id);
    await store.transaction((writer) => write(writer, account));
    options.onChange(id);
    options.wakeQueue();
    return room(id);
  };

  return {
    async sites(address, user, password) {
      const client = options.createWorkflow({
        baseUrl: address,
        user,
        password: async () => password,
        onAnswer: () => undefined,
      });
      return client.sites(never);
    },
    async open(id) {
      const { site } = await connections.account(id);
      try {
        const items = await connections.ask(id, (api) => api.waiting(site, never));
        await store.transaction((writer) =>
          writer.putWaitingList({ accountId: id, site, readAt: clock.now(), items }),
        );
        return await room(id);
      } catch (thrown) {
        const error = toAppError(thrown);
        const before = await room(id, errorData(error));
        // Without an earlier list there is nothing to show but the reason; rejections kept here always show.
        if (before.readAt === null && before.rejected.length === 0) throw error;
        return before;
      }
    },
    read: (id) => room(id),
    async affectedPaths(id, path) {
      const { site } = await connections.account(id);
      return connections.ask(id, (api) => api.affectedPaths(site, path, never));
    },
    reasons: (id) => options.reasons.of(id, never),
    async openPage(id, path) {
      const { site } = await connections.account(id);
      const item = (await store.read.waitingList(id))?.items.find((each) => each.path === path);
      if (item?.pagePath == null) return;
      await options.host.openExternal((await connections.api(id)).pageAddress(site, item.pagePath));
    },
    reject: (id, wishes, reason, scheduledDate) =>
      change(id, (writer, account) =>
        keepRejection(
          writer,
          account,
          wishes,
          { reason, scheduledDate },
          { newId, now: clock.now(), undoTime: options.undoTime },
        ),
      ),
    confirm: (id, rejection, path, seen) =>
      change(id, (writer) => confirmHeld(writer, id, { rejection, path, seen }, clock.now())),
    drop: (id, rejection, path) => change(id, (writer) => dropItem(writer, id, rejection, path)),
  };
}
