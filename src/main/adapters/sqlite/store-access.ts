import type { Log } from '../../ports/log.ts';
import type { StoreReader, StoreWriter } from '../../ports/store.ts';
import type { Session } from './connection.ts';
import { promised, type Immediate } from './promised.ts';
import * as accounts from './tables/accounts-table.ts';
import * as downloads from './tables/downloads-table.ts';
import * as drafts from './tables/drafts-table.ts';
import * as files from './tables/files-table.ts';
import * as inspections from './tables/inspections-table.ts';
import * as jobs from './tables/jobs-table.ts';
import * as ledger from './tables/ledger-table.ts';
import * as library from './tables/library-table.ts';
import * as lines from './tables/queue-lines-table.ts';
import * as order from './tables/queue-order-table.ts';
import * as queue from './tables/queue-table.ts';
import * as reviews from './tables/reviews-table.ts';
import * as sentParts from './tables/sent-parts-table.ts';
import * as settings from './tables/settings-table.ts';
import * as timeline from './tables/timeline-table.ts';
import * as watch from './tables/watch-table.ts';
import * as workflow from './tables/workflow-table.ts';
import { inTurn, Turn, turnMethods } from './turn.ts';

function readerOf(session: Session, log: Log): Immediate<StoreReader> {
  return {
    accounts: () => accounts.listAccounts(session, log),
    account: (id) => accounts.findAccount(session, id),
    jobs: () => jobs.listJobs(session, log),
    job: (id) => jobs.findJob(session, id),
    jobByRemoteId: (account, id) => jobs.findJobByRemoteId(session, account, id),
    redosOf: (account, parent) => jobs.redosOf(session, account, parent),
    jobsToPoll: (account, now, most) => jobs.jobsToPoll(session, account, now, most, log),
    earliestPoll: (account) => jobs.earliestPoll(session, account),
    files: (job) => files.listFiles(session, job),
    file: (id) => files.findFile(session, id),
    goneAlike: (file) => files.goneAlike(session, file),
    sentPart: (id) => sentParts.findSentPart(session, id),
    fileTotals: (job) => files.totalsOfJob(session, job),
    allFileTotals: () => files.totalsOfAllJobs(session),
    contactSheets: () => files.contactSheets(session),
    contactSheet: (job) => files.contactSheet(session, job),
    reviews: (job) => reviews.listReviews(session, job),
    decisions: (job) => reviews.listDecisions(session, job),
    decision: (id) => reviews.findDecision(session, id),
    undeliveredDecisions: () => reviews.undeliveredDecisions(session),
    decisionHistory: (job) => reviews.decisionHistory(session, job),
    reviewDrafts: (job) => drafts.listDrafts(session, job),
    wordings: (account) => drafts.listWordings(session, account),
    reasonsUsed: (account) => reviews.reasonsUsed(session, account),
    inspections: (job) => inspections.listInspections(session, job, log),
    preflightSettings: (account) => inspections.readPreflightSettings(session, account, log),
    timeline: (job) => timeline.listTimeline(session, job),
    watchFolders: () => watch.listWatchFolders(session, log),
    wasTaken: (job, sha256) => watch.wasTaken(session, job, sha256),
    settings: () => settings.readSettings(session, log),
    lastContact: () => settings.lastContact(session),
    queueItem: (id) => queue.findItem(session, id),
    queue: (doneSince) => queue.listQueue(session, doneSince),
    unfinishedOf: (job) => queue.unfinishedOf(session, job),
    libraryUpload: (id) => library.findUpload(session, id),
    libraryUploads: () => library.listUploads(session, log),
    libraryParts: (id) => library.listParts(session, id),
    unfinishedOfUpload: (upload) => queue.unfinishedOfUpload(session, upload),
    unfinishedOfRejection: (rejection) => queue.unfinishedOfRejection(session, rejection),
    hasUnfinishedWork: (account) => queue.hasUnfinishedWork(session, account),
    notableOf: (job) => queue.notableOf(session, job),
    runningItems: () => queue.runningItems(session),
    unreadableQueueRows: () => queue.unreadableRows(session),
    queueTotals: () => queue.queueTotals(session),
    openLines: (now, most) => lines.openLines(session, now, most),
    stuckLines: (most) => lines.stuckLines(session, most),
    doneLines: (since, most) => lines.doneLines(session, since, most),
    itemsLike: (item, now) => lines.itemsLike(session, item, now),
    failedItems: (job) => lines.failedItems(session, job),
    boardItems: () => lines.boardItems(session),
    queueStanding: (ofJobs, elsewhere) => lines.queueStanding(session, ofJobs, elsewhere),
    ledger: (job) => ledger.ledgerOf(session, job),
    queueJobs: () => order.queueJobs(session),
    queueGroups: () => order.queueGroups(session),
    queuePausedAt: () => order.queuePausedAt(session),
    runnableWork: (now) => queue.runnableWork(session, now),
    earliestRetry: (now) => queue.earliestRetry(session, now),
    part: (path) => downloads.findPart(session, path),
    parts: () => downloads.listParts(session),
    partsOf: (job) => downloads.listPartsOf(session, job),
    downloadChoices: (account) => downloads.findChoices(session, account),
    waitingList: (account) => workflow.findWaitingList(session, account, log),
    readyReasons: (account, site) => workflow.findReadyReasons(session, account, site, log),
    rejections: (account) => workflow.listRejections(session, account, log),
    rejection: (id) => workflow.findRejection(session, id),
    returnedFilesNamed: (stem) => workflow.returnedFilesNamed(session, stem),
  };
}

/** What may be much at once is done in steps, below. */
type Long = Pick<StoreWriter, 'putFiles' | 'enqueue' | 'finish' | 'removeQueueItem'>;
type AtOnce = Omit<StoreWriter, keyof Long>;

function writerOf(session: Session, log: Log): Immediate<AtOnce> {
  return {
    ...readerOf(session, log),
    putLibraryUpload: (upload) => {
      library.putUpload(session, upload);
    },
    replaceLibraryParts: (id, parts) => {
      library.replaceParts(session, id, parts);
    },
    putLibraryPartSent: (id, number, etag) => {
      library.putPartSent(session, id, number, etag);
    },
    removeLibraryUploads: (account) => {
      library.removeUploads(session, account);
    },
    putAccount: (account) => accounts.putAccount(session, account),
    removeAccount: (id) => accounts.removeAccount(session, id),
    putJob: (job) => jobs.putJob(session, job),
    removeJob: (id) => jobs.removeJob(session, id),
    putFile: (file) => files.putFile(session, file),
    putSentPart: (part) => sentParts.putSentPart(session, part),
    removeSentPart: (id) => sentParts.removeSentPart(session, id),
    replaceReviews: (job, all) => reviews.replaceReviews(session, job, all),
    putDecision: (decision) => reviews.putDecision(session, decision),
    putReviewDraft: (draft) => drafts.putDraft(session, draft),
    removeReviewDraft: (job, file, version) => drafts.removeDraft(session, job, file, version),
    putWording: (account, text, usedAt) => drafts.putWording(session, account, text, usedAt),
    removeWording: (account, text) => drafts.removeWording(session, account, text),
    putInspections: (found) => inspections.putInspections(session, found),
    putPreflightSettings: (account, value) => inspections.putPreflightSettings(session, account, value),
    addTimeline: (entry) => timeline.addTimeline(session, entry),
    putWatchFolder: (folder) => watch.putWatchFolder(session, folder),
    removeWatchFolder: (id) => watch.removeWatchFolder(session, id),
    markTaken: (job, sha256, path, at) => watch.markTaken(session, job, sha256, path, at),
    putLastContact: (at) => settings.putLastContact(session, at),
    putSettings: (value) => settings.putSettings(session, value),
    putPart: (part) => downloads.putPart(session, part),
    removePart: (path) => downloads.removePart(session, path),
    putDownloadChoices: (account, choices) => downloads.putChoices(session, account, choices),
    putWaitingList: (list) => workflow.putWaitingList(session, list),
    putReadyReasons: (account, site, texts) => workflow.putReadyReasons(session, account, site, texts),
    putRejection: (rejection) => workflow.putRejection(session, rejection),
    removeRejection: (id) => workflow.removeRejection(session, id),
    claim: (request) => queue.claim(session, request),
    markMayHaveBeenSent: (id, value) => queue.markMayHaveBeenSent(session, id, value),
    retryLater: (id, at, error, now) => queue.retryLater(session, id, at, error, now),
    putBack: (id, error, now) => queue.putBack(session, id, error, now),
    fail: (id, error, now) => queue.failItem(session, id, error, now),
    hold: (id, error, now) => queue.holdItem(session, id, error, now),
    retryNow: (id, now) => queue.retryNow(session, id, now),
    ledgerPart: (entry) => ledger.ledgerPart(session, entry),
    ledgerFinished: (entry, at) => ledger.ledgerFinished(session, entry, at),
    ledgerProven: (file, server, proof) => ledger.ledgerProven(session, file, server, proof),
    pauseJobWork: (job, at) => order.pauseJob(session, job, at),
    pauseQueue: (at) => order.pauseQueue(session, at),
    moveJobWork: (job, move) => order.moveJob(session, job, move),
    pruneQueue: (before) => order.pruneQueue(session, before),
    releaseClaims: (now) => queue.releaseClaims(session, now),
  };
}

/** Reads on a connection. */
export function storeReader(session: Session, log: Log): StoreReader {
  return promised<StoreReader>(readerOf(session, log));
}

/** The writer of one transaction. */
export interface OpenWriter {
  readonly writer: StoreWriter;
  /** The transaction is over: whatever is asked of its writer from now on is refused. */
  readonly end: () => void;
}

/**
 * Reads and writes inside one transaction at a time, which does not hold up the process however much is written. What all
 * writers have in common is made once: there is one for every picture.
 */
export function storeWriters(session: Session, log: Log): () => OpenWriter {
  const methods = turnMethods<AtOnce, Long>(writerOf(session, log), {
    putFiles: (all) => files.putFiles(session, all),
    enqueue: (items) => queue.enqueue(session, items),
    finish: (id, now) => queue.finishItem(session, id, now),
    removeQueueItem: (id) => queue.removeItem(session, id),
  });
  return () => {
    const turn = new Turn();
    // `turnMethods` was given one member for each of the port's.
    return { writer: inTurn(methods, turn) as StoreWriter, end: () => turn.end() };
  };
}
