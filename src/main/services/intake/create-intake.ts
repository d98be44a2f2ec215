import { basename, dirname, resolve } from 'node:path';
import type { AccountId, FileId, JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { FileRecord, JobRecord, StoreReader } from '../../ports/store.ts';
import { addFinished } from './add-finished.ts';
import { ChangePulse } from './change-pulse.ts';
import { withFinding } from './check-draft.ts';
import { leftOut, newDraftFile, positionStep } from './draft-files.ts';
import type { Intake } from './intake.ts';
import type { IntakeParts } from './intake-parts.ts';
import { firstThatGoes, KnownContents } from './known-contents.ts';
import { lookInto } from './look-into.ts';
import { DraftReader } from './reading.ts';

const collator = new Intl.Collator('en', { numeric: true });

async function draft(reader: StoreReader, id: JobId): Promise<JobRecord> {
  const job = await reader.job(id);
  if (job === null) {
    throw new AppError('gone', 'job_gone', 'This draft is not there any more. It was removed meanwhile.');
  }
  if (job.stage !== 'draft') {
    throw new AppError(
      'conflict',
      'not_a_draft',
      `“${job.name}” was sent already, so its pictures cannot be changed here any more. Start a new job for more pictures.`,
    );
  }
  return job;
}

/** The given account, else the one used last: a person with two studios drops the next folder for the same one most of the time. */
async function accountFor(reader: StoreReader, given: AccountId | undefined): Promise<AccountId> {
  // Libraries and sites take no jobs.
  const accounts = (await reader.accounts()).filter(
    ({ kind }) => kind === 'bright-river' || kind === 'practice',
  );
  if (given !== undefined) {
    if (accounts.some((account) => account.id === given)) return given;
    throw new AppError('gone', 'account_gone', 'This account was removed. Choose another one.');
  }
  const jobs = [...(await reader.jobs())].sort((left, right) => right.createdAt - left.createdAt);
  const used = jobs.find((job) => accounts.some((account) => account.id === job.accountId));
  const first = used?.accountId ?? accounts[0]?.id;
  if (first !== undefined) return first;
  throw new AppError(
    'person',
    'no_account',
    'There is no account yet. Add one, or open the practice studio, then drop the pictures again.',
  );
}

/** What a practice job asks for, so that the first one is a name and one button. */
const practiceBrief = 'Cut out on transparent. Keep the natural shadow.';

/** What was asked for last time at this account: a studio asks for the same thing most days. It can be changed before it is sent. */
async function usualBrief(reader: StoreReader, account: AccountId): Promise<string> {
  const jobs = (await reader.jobs())
    .filter((job) => job.accountId === account && job.parentRemoteId === null && job.description !== '')
    .sort((left, right) => right.createdAt - left.createdAt);
  if (jobs[0] !== undefined) return jobs[0].description;
  return (await reader.account(account))?.kind === 'practice' ? practiceBrief : '';
}

async function draftFile(reader: StoreReader, id: JobId, file: FileId): Promise<FileRecord> {
  await draft(reader, id);
  const record = await reader.file(file);
  if (record?.jobId !== id) {
    throw new AppError('gone', 'file_gone', 'This picture is not in the draft any more.');
  }
  return record;
}

export function createIntake(parts: IntakeParts): Intake {
  const { store, files, clock } = parts;
  const pulse = new ChangePulse(clock, parts.onChanged);
  const changed = (job: JobId, ids: readonly FileId[]): void => {
    pulse.add(job, ids);
  };
  const reader = new DraftReader(parts, changed);

  /** A record for each dropped path, so that nothing of it is forgotten whatever happens next. */
  function rootsOf(job: JobId, paths: readonly string[], existing: readonly FileRecord[]): FileRecord[] {
    const highest = existing.reduce((most, file) => Math.max(most, file.position), -1);
    const start = (Math.floor(highest / positionStep) + 1) * positionStep;
    return paths.map((path, index) =>
      newDraftFile({
        id: parts.newId() as FileId,
        jobId: job,
        position: start + index * positionStep,
        path,
        sourceName: basename(path),
        travel: { name: basename(path), note: '' },
        size: 0,
        modifiedAt: 0,
        state: { kind: 'draft' },
      }),
    );
  }

  function given(paths: readonly string[]): readonly string[] {
    const absolute = [...new Set(paths.map((path) => resolve(path)))];
    if (absolute.length === 0) {
      throw new AppError('person', 'nothing_dropped', 'There was no file or folder in what was dropped.');
    }
    return absolute.sort((left, right) => collator.compare(left, right));
  }

  async function draftName(path: string): Promise<string> {
    try {
      const facts = await files.facts(path);
      if (facts.kind === 'folder') return basename(path) || path;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
    }
    return basename(dirname(path)) || basename(path);
  }

  async function lookAgain(job: JobId, file: FileId, allowTwin: boolean): Promise<void> {
    const before = await draftFile(store.read, job, file);
    if (before.path === null) return;
    const facts = await files.facts(before.path).catch(() => null);
    if (facts?.kind === 'folder') {
      await store.transaction(async (writer) => {
        const record = await draftFile(writer, job, file);
        await writer.putFile({ ...record, format: '', modifiedAt: 0, state: { kind: 'draft' } });
      });
      changed(job, [file]);
      reader.start(job);
      return;
    }
    const { signal } = new AbortController();
    const finding = await lookInto(parts, before.path, signal);
    const others = allowTwin ? [] : (await store.read.files(job)).filter((each) => each.id !== file);
    const contents = new KnownContents(files, others);
    const twins = await contents.twins({ ...before, ...finding }, signal);
    await store.transaction(async (writer) => {
      const record = await draftFile(writer, job, file);
      const twin = await firstThatGoes(twins, writer);
      await writer.putFile(withFinding(record, finding, twin));
    });
    changed(job, [file]);
  }

  return {
    async openDraft(paths, account, called) {
      const roots = given(paths);
      const id = parts.newId() as JobId;
      const now = clock.now();
      const name = called ?? (await draftName(roots[0] ?? ''));
      await store.transaction(async (writer) => {
        const accountId = await accountFor(writer, account);
        await writer.putJob({
          id,
          accountId,
          remoteId: null,
          name,
          description: await usualBrief(writer, accountId),
          tags: [],
          invoiceReference: null,
          isTest: false,
          route: 'ftp',
          requestOffer: true,
          deadlineId: null,
          specificationKey: null,
          stage: 'draft',
          status: null,
          atServer: null,
          inOffer: null,
          parentRemoteId: null,
          rejectedAtServer: null,
          fromTheEditors: '',
          downloadFolder: null,
          createdAt: now,
          changedAt: now,
          actedAt: null,
          goneSince: null,
          nextPollAt: null,
        });
        await writer.putFiles(rootsOf(id, roots, []));
      });
      reader.start(id);
      changed(id, []);
      return id;
    },

    async addToDraft(job, paths) {
      const roots = given(paths);
      const again: FileId[] = [];
      await store.transaction(async (writer) => {
        await draft(writer, job);
        const existing = await writer.files(job);
        const byPath = new Map(existing.map((file) => [file.path, file]));
        const fresh: string[] = [];
        for (const path of roots) {
          const known = byPath.get(path);
          if (known === undefined) fresh.push(path);
          else if (known.state.kind === 'left-out') again.push(known.id);
        }
        await writer.putFiles(rootsOf(job, fresh, existing));
      });
      reader.start(job);
      changed(job, []);
      for (const file of again) await lookAgain(job, file, false);
    },

    async leaveOut(job, file) {
      await store.transaction(async (writer) => {
        const record = await draftFile(writer, job, file);
        if (record.state.kind !== 'draft') return;
        await writer.putFile({ ...record, state: leftOut('by-you', 'Left out by you.') });
      });
      changed(job, [file]);
    },

    async lookAgain(job, file) {
      await lookAgain(job, file, false);
    },

    async sendAnyway(job, file) {
      const record = await draftFile(store.read, job, file);
      if (record.state.kind !== 'left-out') return;
      const { reason, sentence } = record.state;
      if (reason !== 'duplicate' && reason !== 'by-you') {
        throw new AppError(
          'person',
          'cannot_send',
          `${record.name} cannot be sent as it is: ${sentence} Mend the file, then look again.`,
        );
      }
      await lookAgain(job, file, true);
    },

    async keepDraft(job, input) {
      await store.transaction(async (writer) => {
        const record = await draft(writer, job);
        await writer.putJob({
          ...record,
          accountId: input.accountId,
          name: input.name,
          description: input.description,
          tags: input.tags,
          invoiceReference: input.invoiceReference,
          isTest: input.isTest,
          route: input.route,
          requestOffer: input.requestOffer,
          deadlineId: input.deadlineId,
          specificationKey: input.specificationKey,
          changedAt: clock.now(),
        });
      });
      changed(job, []);
    },

    async discardDraft(job) {
      await draft(store.read, job);
      await reader.cancel(job);
      await store.transaction(async (writer) => {
        await draft(writer, job);
        await writer.removeJob(job);
      });
      parts.pushes.send('jobs-removed', [job]);
    },

    reading: (job) => reader.reading(job),
    whenRead: (job) => reader.ended(job),
    ready: (job) => reader.ready(job),
    whenReady: (job) => reader.whenReady(job),
    leaveToSending(job) {
      void reader.cancel(job);
    },
    addFinished: (job, path, name) =>
      addFinished(parts, job, path, name, (file) => {
        changed(job, [file]);
      }),
    resume: () => reader.resume(),
    async stop() {
      await reader.stop();
      pulse.flush();
    },
  };
}
