import type { AccountId, JobId, ReviewsApi, WorkflowApi } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Host } from '../../ports/host.ts';
import type { Images } from '../../ports/images.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Store, WorkflowQueueRecord } from '../../ports/store.ts';
import type { QueueHandler } from '../../queue/queue-runner.ts';
import type { AccountStates } from '../accounts/account-states.ts';
import type { DiskCache } from '../pictures/disk-cache.ts';
import { createPictureLinks } from './picture-links.ts';
import { createReadyReasons } from './ready-reasons.ts';
import { rejectItemHandler } from './reject-item.ts';
import { rejectionFailed, rejectionGivenUp, rejectionRevived } from './rejection-states.ts';
import { createSitePictures, type SitePictures } from './site-pictures.ts';
import { createWorkflowConnections, type WorkflowFactory } from './workflow-connections.ts';
import { createWorkflowService } from './workflow-service.ts';

/** Everything Clipdesk does with sites whose publishing waits for approval. */
export interface WorkflowServices {
  readonly api: WorkflowApi;
  readonly handler: QueueHandler<WorkflowQueueRecord>;
  readonly revived: typeof rejectionRevived;
  readonly givenUp: typeof rejectionGivenUp;
  readonly pictures: SitePictures;
  /** Rejections of an account changed: whoever looks is told. */
  changed(account: AccountId): void;
  forgetClient(account: AccountId): void;
  stop(): void;
}

export interface WorkflowParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly host: Host;
  readonly files: Files;
  readonly images: Images;
  readonly secrets: Secrets;
  readonly states: AccountStates;
  readonly pushes: Pushes;
  readonly createWorkflow: WorkflowFactory;
  readonly practice: Parameters<typeof createWorkflowConnections>[0]['practice'];
  readonly onMoved: (account: AccountId, address: string) => void;
  readonly newId: () => string;
  readonly undoTime: number;
  /** Pictures taken from sites to be sent on lie here. */
  readonly pictureFolder: string;
  /** The pictures kept on this disk. */
  readonly pictureCache: () => Pick<DiskCache, 'get' | 'put'>;
  readonly wakeQueue: () => void;
  readonly reviews: () => Pick<ReviewsApi, 'read' | 'open' | 'decide'>;
  readonly openDraft: (paths: readonly string[], name: string) => Promise<JobId>;
}

export function createWorkflowServices(options: WorkflowParts): WorkflowServices {
  const { store, pushes } = options;
  const connections = createWorkflowConnections(options);
  const reasons = createReadyReasons({ store, connections });
  const onChange = (account: AccountId): void => {
    pushes.send('waiting-changed', { accountId: account });
  };
  // The window and the command line share one register.
  const unsubscribe = store.onForeignCommit(() => {
    pushes.send('waiting-changed', { accountId: null });
  });
  const pictures = createSitePictures({ connections, images: options.images, disk: options.pictureCache });
  return {
    api: {
      ...createWorkflowService({ ...options, connections, reasons, onChange }),
      ...createPictureLinks({ ...options, connections, folder: options.pictureFolder }),
    },
    handler: {
      run: rejectItemHandler({ ...options, connections, onChange }),
      onFailure: async (writer, item, error) => {
        await rejectionFailed(writer, item, error);
        onChange(item.accountId);
      },
    },
    revived: rejectionRevived,
    givenUp: rejectionGivenUp,
    pictures,
    changed: onChange,
    forgetClient(account) {
      connections.forget(account);
      reasons.forget(account);
    },
    stop() {
      unsubscribe();
      pictures.stop();
    },
  };
}
