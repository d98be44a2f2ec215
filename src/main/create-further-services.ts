import { join } from 'node:path';
import type { AccountId, AppApi, LibraryQueueKind, WorkflowQueueKind } from '../preload/contract/index.ts';
import { createLibraryServices, type LibraryParts } from './create-library-services.ts';
import type { FarEnds } from './far-ends.ts';
import type { PageResponse } from './ports/host.ts';
import type { QueueChange, QueueHandlers } from './queue/queue-runner.ts';
import type { SubjectHook } from './services/queue/queue-service.ts';
import { createWorkflowServices, type WorkflowParts } from './services/workflow/create-workflow.ts';

/** What Clipdesk does with the services beside Bright River, as the rest of it needs to know. */
export interface FurtherServices {
  readonly handlers: Pick<QueueHandlers, LibraryQueueKind | WorkflowQueueKind>;
  readonly revived: SubjectHook;
  readonly givenUp: SubjectHook;
  /** An account's address or credentials changed. */
  readonly forgetClient: (account: AccountId) => void;
  readonly api: Pick<AppApi, 'library' | 'workflow'>;
  /** Null for an address that is none of theirs. */
  readonly picture: (address: string) => Promise<PageResponse | null>;
  /** To be told of every change of the queue, after it is in the register. */
  readonly queueChanged: (change: QueueChange) => void;
  /** Removes what earlier runs left on this disk and nobody needs. */
  readonly sweep: () => Promise<void>;
  readonly stop: () => void;
}

export interface FurtherParts
  extends Omit<WorkflowParts, 'createWorkflow' | 'pictureFolder'>, Omit<LibraryParts, 'createBlendVision'> {
  readonly outside: FarEnds;
  readonly http: ReturnType<FarEnds['createHttp']>;
  readonly home: string;
}

/** Puts the media library and the publishing workflow together. */
export function createFurtherServices(parts: FurtherParts): FurtherServices {
  const { outside, http, clock, home, throttle } = parts;
  const workflow = createWorkflowServices({
    ...parts,
    createWorkflow: (account) => outside.createCrafter({ ...account, clock, http }),
    pictureFolder: join(home, 'site-pictures'),
  });
  const library = createLibraryServices({
    ...parts,
    createBlendVision: (account) => outside.createBlendVision({ ...account, clock, http, throttle }),
  });
  return {
    handlers: {
      ...library.handlers,
      'reject-item': workflow.handler,
    },
    revived: async (writer, item) => {
      if (item.subject === 'workflow') await workflow.revived(writer, item);
      else await library.revived(writer, item);
    },
    givenUp: async (writer, item) => {
      if (item.subject === 'workflow') await workflow.givenUp(writer, item);
      else await library.givenUp(writer, item);
    },
    forgetClient: (account) => {
      workflow.forgetClient(account);
      library.forgetClient(account);
    },
    api: { library: library.api, workflow: workflow.api },
    picture: (address) => workflow.pictures.answer(address),
    queueChanged: (change) => {
      if (change.kind === 'stopped' && change.item.subject === 'workflow')
        workflow.changed(change.item.accountId);
    },
    sweep: () => library.sweep(),
    stop: () => {
      workflow.stop();
      library.stop();
    },
  };
}
