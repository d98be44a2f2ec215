import type { LibraryQueueKind, WorkflowQueueKind } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { Store } from '../../ports/store.ts';
import type { QueueHandlers } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { Delivery } from '../delivery/create-delivery.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { jobChangeHandlers } from '../jobs/job-change-handlers.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { decisionFailed, decisionHandlers } from '../reviews/decision-handlers.ts';
import type { ConnectionNotes } from '../transfers/connection-notes.ts';
import { createJobHandler } from '../transfers/create-job.ts';
import { createLooksAhead } from '../transfers/looks-ahead.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { offerHandlers } from '../transfers/offer-handlers.ts';
import { proveUploadsHandler } from '../transfers/prove-uploads.ts';
import type { RejectTypes } from '../reviews/reject-types.ts';
import { uploadFailed, uploadFileHandler } from '../transfers/upload-file.ts';
import type { Uploaders } from '../transfers/uploaders.ts';

/** Who carries out which kind of queued work. */
export function queueHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly images: Images;
  readonly delivery: Delivery['handlers'];
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly uploaders: Uploaders;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly rejectTypes: RejectTypes;
  readonly notes: ConnectionNotes;
  /** Work of libraries and sites. */
  readonly elsewhere: Pick<QueueHandlers, LibraryQueueKind | WorkflowQueueKind>;
  /** A request moved a job at the service: its status is asked for at once. */
  readonly onMoved: () => void;
}): QueueHandlers {
  const looks = createLooksAhead(options);
  const offers = offerHandlers(options);
  const decisions = decisionHandlers(options);
  const jobChanges = jobChangeHandlers(options);
  return {
    'create-job': { run: createJobHandler(options) },
    'upload-file': { run: uploadFileHandler({ ...options, looks }), onFailure: uploadFailed },
    'prove-uploads': { run: proveUploadsHandler({ ...options, looks }) },
    'request-offer': { run: offers.requestOffer },
    'accept-offer': { run: offers.acceptOffer },
    'send-decision': { run: decisions.sendDecision, onFailure: decisionFailed },
    'accept-all': { run: decisions.acceptAll, onFailure: decisionFailed },
    'reject-all': { run: decisions.rejectAll, onFailure: decisionFailed },
    'update-job': { run: jobChanges.updateJob },
    'update-remark': { run: jobChanges.updateRemark },
    'cancel-job': { run: jobChanges.cancelJob },
    'close-job': { run: offers.closeJob },
    ...options.delivery,
    ...options.elsewhere,
  };
}
