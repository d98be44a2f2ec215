import type { AccountId, LibraryQueueKind, WorkflowQueueKind } from '../preload/contract/index.ts';
import { AppError } from './errors/app-error.ts';
import type { QueueHandler, QueueHandlers } from './queue/queue-runner.ts';
import type { LibraryQueueRecord, WorkflowQueueRecord } from './ports/store.ts';
import type { SubjectHook } from './services/queue/queue-service.ts';

/** What Clipdesk does with the services beside Bright River, as the rest of it needs to know. */
export interface FurtherServices {
  readonly handlers: Pick<QueueHandlers, LibraryQueueKind | WorkflowQueueKind>;
  readonly revived: SubjectHook;
  readonly givenUp: SubjectHook;
  /** An account's address or credentials changed. */
  readonly forgetClient: (account: AccountId) => void;
}

function notServed<Item extends LibraryQueueRecord | WorkflowQueueRecord>(): QueueHandler<Item> {
  return {
    run: () =>
      Promise.reject(
        new AppError(
          'person',
          'not_served',
          'This Clipdesk cannot do this yet. It is kept for one that can.',
        ),
      ),
  };
}

/** Puts the media library and the publishing workflow together. */
export function createFurtherServices(): FurtherServices {
  return {
    handlers: {
      'send-to-library': notServed(),
      'complete-library-upload': notServed(),
      'cancel-library-upload': notServed(),
      'reject-item': notServed(),
    },
    revived: () => Promise.resolve(),
    givenUp: () => Promise.resolve(),
    forgetClient: () => undefined,
  };
}
