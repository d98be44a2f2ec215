import type {
  AccountId,
  JobId,
  JobsApi,
  QueueItemId,
  RemoteJobId,
  SendInput,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileRecord, JobRecord, NewQueueItem, Store } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import { isUnlisted } from '../intake/draft-files.ts';
import type { Intake } from '../intake/intake.ts';
import {
  acceptOfferItem,
  closeItem,
  createItem,
  proofItem,
  requestOfferItem,
  uploadItem,
} from '../transfers/job-items.ts';
import type { ChangeFeed } from './change-feed.ts';
import { allowAction } from './job-actions.ts';
import type { JobChanges } from './job-changes.ts';
import type { JobRefresh } from './job-refresh.ts';
import type { JobViews } from './job-views.ts';
import { nextPoll } from './poll-pace.ts';

export function createJobs(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly intake: Intake;
  readonly jobChanges: JobChanges;
  readonly views: JobViews;
  readonly refresh: JobRefresh;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly wakeQueue: () => void;
  readonly wakePoller: () => void;
  readonly samples: (account: AccountId) => Promise<readonly string[]>;
}): JobsApi {
  const { store, clock, connections, intake, views, refresh, changes, newId, wakeQueue, wakePoller } =
    options;
  const queueId = (): QueueItemId => newId() as QueueItemId;

  const told = (id: JobId): void => {
    changes.job(id);
    changes.queue();
    wakeQueue();
  };

  const act = async (
    id: JobId,
    action: 'request-offer' | 'accept-offer' | 'close',
    item: (id: QueueItemId, job: JobRecord, now: number) => NewQueueItem,
  ): Promise<void> => {
    await store.transaction(async (writer) => {
      const job = await allowAction(writer, id, action);
      await writer.enqueue([item(queueId(), job, clock.now())]);
    });
    told(id);
  };

  const checkInput = (input: SendInput): void => {
    if (input.name.trim() === '')
      throw new AppError('person', 'name_required', 'Give the job a name.', { field: 'name' });
    if (input.description.trim() === '')
      throw new AppError('person', 'description_required', 'Say what should be done with the pictures.', {
        field: 'description',
      });
  };

  const practiceAccount = async (): Promise<AccountId> => {
    const account = (await store.read.accounts()).find((each) => each.kind === 'practice');
    if (!account) throw new AppError('person', 'no_practice', 'Open the practice studio first.');
    return account.id;
  };

  const filled = (job: JobRecord, input: SendInput): JobRecord => ({
    ...job,
    accountId: input.accountId,
    name: input.name.trim(),
    description: input.description.trim(),
    tags: [...new Set(input.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
    invoiceReference: input.invoiceReference?.trim() === '' ? null : (input.invoiceReference?.trim() ?? null),
    isTest: input.isTest,
    route: input.route,
    requestOffer: input.requestOffer,
    deadlineId: input.deadlineId,
    specificationKey: input.specificationKey,
    changedAt: clock.now(),
  });

  return {
    ...options.jobChanges,
    list: () => views.list(),
    get: (id) => views.detail(id),
    openDraft: (paths) => intake.openDraft(paths),
    async openSampleDraft() {
      const account = await practiceAccount();
      return intake.openDraft(await options.samples(account), account, 'Sample photographs');
    },
    addToDraft: (id, paths) => intake.addToDraft(id, paths),
    leaveOut: (id, file) => intake.leaveOut(id, file),
    lookAgain: (id, file) => intake.lookAgain(id, file),
    sendAnyway: (id, file) => intake.sendAnyway(id, file),
    discardDraft: (id) => intake.discardDraft(id),
    keepDraft: (id, input) => intake.keepDraft(id, input),

    async send(id, input) {
      checkInput(input);
      await connections.account(input.accountId);
      if (!intake.ready(id))
        throw new AppError(
          'conflict',
          'still_reading',
          'The pictures are still being looked at. Send them in a moment.',
        );
      await store.transaction(async (writer) => {
        const draft = await allowAction(writer, id, 'send');
        const now = clock.now();
        const job: JobRecord = { ...filled(draft, input), stage: 'sending' };
        await writer.putJob(job);
        const drafted = (await writer.files(id)).filter((file) => file.state.kind === 'draft');
        // What was not looked into is when its turn comes; but what was not even listed may be a folder.
        if (drafted.some(isUnlisted))
          throw new AppError(
            'conflict',
            'not_checked',
            'Some pictures were not looked at yet. Look at them again, or leave them out.',
          );
        const files = drafted.map((file): FileRecord => ({ ...file, state: { kind: 'waiting' } }));
        await writer.putFiles(files);
        await writer.addTimeline({
          jobId: id,
          at: now,
          sentence: `Sending started: ${files.length === 1 ? '1 picture' : `${String(files.length)} pictures`}`,
          status: null,
        });
        await writer.enqueue([
          createItem(queueId(), job, now),
          ...files.map((file) => uploadItem(queueId(), job, file, now)),
          proofItem(queueId(), job, 0, now),
          ...(job.requestOffer ? [requestOfferItem(queueId(), job, now)] : []),
        ]);
        changes.files(
          id,
          files.map((file) => file.id),
        );
      });
      intake.leaveToSending(id);
      told(id);
    },

    async addByNumber(account, number) {
      const { kind } = await connections.account(account);
      const remoteId = number as RemoteJobId;
      if (await store.read.jobByRemoteId(account, remoteId))
        throw new AppError('conflict', 'known_already', `Job ${String(number)} is on the board already.`);
      const remote = await connections.ask(account, (api) => api.job(remoteId, new AbortController().signal));
      const now = clock.now();
      const job: JobRecord = {
        id: newId() as JobId,
        accountId: account,
        remoteId: remote.id,
        name: remote.name,
        description: remote.description,
        tags: remote.tags,
        invoiceReference: remote.invoiceReference,
        isTest: remote.isTest,
        route: 'ftp',
        requestOffer: false,
        deadlineId: null,
        specificationKey: null,
        stage: 'sending',
        status: null,
        atServer: null,
        inOffer: null,
        parentRemoteId: remote.parentJobId,
        rejectedAtServer: null,
        fromTheEditors: remote.operatorRemarks,
        downloadFolder: null,
        createdAt: remote.createdAt ?? now,
        changedAt: now,
        actedAt: now,
        goneSince: null,
        nextPollAt: nextPoll('sending', kind, now, now),
      };
      await store.transaction(async (writer) => {
        await writer.putJob(job);
        await writer.addTimeline({ jobId: job.id, at: now, sentence: 'Added by number', status: null });
      });
      changes.job(job.id);
      await refresh.refreshWhole(job.id, new AbortController().signal);
      wakePoller();
      return job.id;
    },

    requestOffer: (id) => act(id, 'request-offer', requestOfferItem),
    acceptOffer: (id) => act(id, 'accept-offer', acceptOfferItem),
    close: (id) => act(id, 'close', closeItem),

    async refresh(id) {
      await refresh.refreshWhole(id, new AbortController().signal);
      wakePoller();
    },
  };
}
