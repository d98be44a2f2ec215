import type {
  AccountChange,
  AccountId,
  AccountsApi,
  AccountState,
  AccountSummary,
  BrightRiverAccountInput,
  CredentialsInput,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { PracticeAccess, PracticeLauncher } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Credentials, Secrets } from '../../ports/secrets.ts';
import type { AccountRecord, Store } from '../../ports/store.ts';
import { checkedApiUrl, checkedFingerprint, checkedUploadField, newAddress } from './account-checks.ts';
import type { AccountStates } from './account-states.ts';
import type { Connections } from './connections.ts';

const noCredentials: Credentials = { clientToken: '', sessionToken: '', ftpUser: '', ftpPassword: '' };

/** What the accounts service does beyond the window's requests. */
export interface Accounts extends AccountsApi {
  summary(record: AccountRecord): Promise<AccountSummary>;
  /** Starts the practice studio of an account that uses it; one start at a time. */
  practiceAccess(account: AccountId): Promise<PracticeAccess>;
  /** The service said for good that an address lies elsewhere now; kept and shown, followed only when accepted. */
  movedTo(account: AccountId, address: string): Promise<void>;
  /** Tells every window how the accounts stand, and the person when one of them waits for a sign-in. */
  stateChanged(account: AccountId): Promise<void>;
  /** Tells every window how the accounts stand. */
  announce(): Promise<void>;
  stop(): Promise<void>;
}

export function createAccounts(options: {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly states: AccountStates;
  readonly connections: () => Connections;
  readonly practice: PracticeLauncher | null;
  readonly practiceHome: string;
  readonly pushes: Pushes;
  readonly newId: () => string;
  /** The account can go on: its queue was paused for a sign-in. */
  readonly onSignedIn: (account: AccountId) => void;
  /** Its address or the way to it is another one now: what was remembered of it is stale. */
  readonly onChanged: (account: AccountId) => void;
  readonly onlyAccount: string | null;
  readonly notify: (title: string, body: string) => void;
}): Accounts {
  const { store, secrets, clock, states, practice, pushes, newId } = options;
  let practiceStart: Promise<PracticeAccess> | null = null;

  const startPractice = (): Promise<PracticeAccess> => {
    if (practice === null)
      throw new AppError(
        'person',
        'practice_elsewhere',
        'The practice studio can be opened from Clipdesk’s window.',
      );
    practiceStart ??= practice.start(options.practiceHome).catch((error: unknown) => {
      practiceStart = null;
      throw error;
    });
    return practiceStart;
  };

  const stateOf = (record: AccountRecord): AccountState =>
    states.state(record.id) ?? (record.kind === 'practice' ? { kind: 'local' } : { kind: 'ready' });

  const summary = async (record: AccountRecord): Promise<AccountSummary> => {
    const kept = record.kind === 'practice' ? noCredentials : await secrets.read(record.id);
    return {
      id: record.id,
      kind: record.kind,
      name: record.name,
      apiUrl: record.apiUrl,
      uploadField: record.uploadField,
      allowPlainFtp: record.allowPlainFtp,
      ftpFingerprint: record.ftpFingerprint,
      rejectWay: record.rejectWay,
      bodyEncoding: record.bodyEncoding,
      movedTo: record.movedTo,
      state: stateOf(record),
      credentials: kept === null ? 'missing' : record.kind === 'practice' ? 'memory' : secrets.kind,
      lastContact: states.lastContact(record.id),
    };
  };

  const list = async (): Promise<readonly AccountSummary[]> => {
    const records = await store.read.accounts();
    const wanted = records.filter(
      (record) => options.onlyAccount === null || record.name === options.onlyAccount,
    );
    return Promise.all(wanted.map(summary));
  };

  const announce = async (): Promise<void> => {
    pushes.send('accounts-changed', await list());
  };

  const put = async (record: AccountRecord): Promise<AccountSummary> => {
    await store.transaction((writer) => writer.putAccount(record));
    options.connections().forget(record.id);
    await announce();
    return summary(record);
  };

  const merge = async (account: AccountId, input: CredentialsInput): Promise<void> => {
    const before = (await secrets.read(account)) ?? noCredentials;
    await secrets.write(account, {
      clientToken: input.clientToken ?? before.clientToken,
      sessionToken: input.sessionToken ?? before.sessionToken,
      ftpUser: input.ftpUser ?? before.ftpUser,
      ftpPassword: input.ftpPassword ?? before.ftpPassword,
    });
  };

  const practiceRecord = async (access: PracticeAccess): Promise<AccountRecord> => {
    const known = (await store.read.accounts()).find((account) => account.kind === 'practice');
    return {
      id: known?.id ?? (newId() as AccountId),
      kind: 'practice',
      name: 'Practice studio',
      apiUrl: access.api,
      uploadField: 'file',
      allowPlainFtp: false,
      ftpFingerprint: access.ftpFingerprint,
      rejectWay: known?.rejectWay ?? 'review',
      bodyEncoding: known?.bodyEncoding ?? 'json',
      movedTo: null,
      createdAt: known?.createdAt ?? clock.now(),
    };
  };

  /** @throws AppError `name_required` or `name_taken` (person) */
  const freeName = async (given: string, own: AccountId | null): Promise<string> => {
    const name = given.trim();
    if (name === '')
      throw new AppError('person', 'name_required', 'Give the account a name.', { field: 'name' });
    const records = await store.read.accounts();
    if (records.some((account) => account.name === name && account.id !== own))
      throw new AppError(
        'person',
        'name_taken',
        `There is an account called “${name}” already. Choose another name.`,
        { field: 'name' },
      );
    return name;
  };

  /** Jobs that were not found may be found at another address. */
  const lookAgain = async (account: AccountId): Promise<void> => {
    await store.transaction(async (writer) => {
      for (const job of await writer.jobs())
        if (job.accountId === account && job.goneSince !== null)
          await writer.putJob({ ...job, goneSince: null, nextPollAt: clock.now() });
    });
  };

  /** The practice studio decides its own address and certificate; the rest is the person's. */
  const changed = async (record: AccountRecord, change: AccountChange): Promise<AccountRecord> => {
    const apiUrl = change.apiUrl === undefined ? record.apiUrl : checkedApiUrl(change.apiUrl);
    if (record.kind === 'practice' && (apiUrl !== record.apiUrl || change.ftpFingerprint !== undefined))
      throw new AppError(
        'person',
        'practice_address',
        'The practice studio runs on this computer; its address cannot be changed.',
        { field: 'apiUrl' },
      );
    return {
      ...record,
      name: change.name === undefined ? record.name : await freeName(change.name, record.id),
      apiUrl,
      uploadField:
        change.uploadField === undefined ? record.uploadField : checkedUploadField(change.uploadField),
      allowPlainFtp: change.allowPlainFtp ?? record.allowPlainFtp,
      ftpFingerprint:
        change.ftpFingerprint === undefined
          ? record.ftpFingerprint
          : checkedFingerprint(change.ftpFingerprint),
      rejectWay: change.rejectWay ?? record.rejectWay,
      bodyEncoding: change.bodyEncoding ?? record.bodyEncoding,
      movedTo: apiUrl === record.apiUrl ? record.movedTo : null,
    };
  };

  return {
    list,
    summary,
    announce,
    async stateChanged(account) {
      await announce();
      const state = states.state(account);
      const record = await store.read.account(account);
      if (record !== null && state?.kind === 'signed-out') options.notify(record.name, state.sentence);
    },
    async addBrightRiver(input: BrightRiverAccountInput) {
      const name = await freeName(input.name, null);
      const record: AccountRecord = {
        id: newId() as AccountId,
        kind: 'bright-river',
        name,
        apiUrl: checkedApiUrl(input.apiUrl),
        uploadField: checkedUploadField(input.uploadField),
        allowPlainFtp: input.allowPlainFtp ?? false,
        ftpFingerprint: checkedFingerprint(input.ftpFingerprint),
        rejectWay: 'review',
        bodyEncoding: 'json',
        movedTo: null,
        createdAt: clock.now(),
      };
      const given = Object.values(input.credentials).some((value) => value !== '');
      if (given) await merge(record.id, input.credentials);
      return put(record);
    },
    async openPractice() {
      return put(await practiceRecord(await startPractice()));
    },
    async practiceAccess(account) {
      const access = await startPractice();
      const record = await practiceRecord(access);
      const known = await store.read.account(account);
      if (known?.apiUrl !== record.apiUrl || known.ftpFingerprint !== record.ftpFingerprint)
        await store.transaction((writer) => writer.putAccount(record));
      return access;
    },
    async signIn(account, credentials) {
      const record = await options.connections().account(account);
      await merge(account, credentials);
      states.signedIn(account);
      options.onSignedIn(account);
      await announce();
      return summary(record);
    },
    async change(account, change) {
      const next = await changed(await options.connections().account(account), change);
      const kept = await put(next);
      await lookAgain(account);
      options.onChanged(account);
      return kept;
    },
    async movedTo(account, address) {
      const record = await store.read.account(account);
      if (record === null || record.kind === 'practice') return;
      const movedTo = newAddress(record.apiUrl, address);
      if (movedTo === null || movedTo === record.movedTo) return;
      await store.transaction(async (writer) => {
        const current = await writer.account(account);
        if (current?.apiUrl === record.apiUrl) await writer.putAccount({ ...current, movedTo });
      });
      await announce();
    },
    async remove(account) {
      const jobs = (await store.read.jobs()).filter((job) => job.accountId === account);
      const open = await Promise.all(jobs.map((job) => store.read.unfinishedOf(job.id)));
      if (open.some((items) => items.length > 0))
        throw new AppError(
          'conflict',
          'account_busy',
          'Pictures or decisions of this account are still waiting to go. Let them finish or discard them first.',
        );
      await secrets.remove(account);
      options.connections().forget(account);
      await store.transaction(async (writer) => {
        for (const job of jobs) await writer.removeJob(job.id);
        await writer.removeAccount(account);
      });
      pushes.send(
        'jobs-removed',
        jobs.map((job) => job.id),
      );
      await announce();
    },
    async stop() {
      const running = practiceStart;
      practiceStart = null;
      if (running !== null)
        await running.then(
          (access) => access.stop(),
          () => undefined,
        );
    },
  };
}
