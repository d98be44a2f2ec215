import type {
  AccountChange,
  AccountId,
  AccountsApi,
  AccountState,
  AccountSummary,
  CredentialsInput,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { PracticeAccess, PracticeFurther, PracticeLauncher } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { AccountRecord, JobAccountRecord, Store } from '../../ports/store.ts';
import { newAddress } from './account-checks.ts';
import type { AccountStates } from './account-states.ts';
import { credentialKindOf, mergedCredentials } from './merged-credentials.ts';
import { isFurtherPractice, practiceLibraryRecord, practiceSiteRecord } from './practice-accounts.ts';
import { changedAccount, jobAccount, libraryAccount, workflowAccount } from './new-account.ts';

/** The summary an account of a kind has. */
type SummaryOf<Kind extends AccountRecord> = Extract<AccountSummary, { readonly kind: Kind['kind'] }>;

/** What the accounts service does beyond the window's requests. */
export interface Accounts extends AccountsApi {
  summary(record: AccountRecord): Promise<AccountSummary>;
  /** Starts the practice studio of an account that uses it; one start at a time. */
  practiceAccess(account: AccountId): Promise<PracticeAccess>;
  /** The same for the practice library and the practice site. */
  practiceFurther(account: AccountId): Promise<PracticeFurther>;
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
  /** Its address or credentials changed: its client is made anew. */
  readonly forgetClient: (account: AccountId) => void;
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
  let practiceStart: Promise<PracticeAccess & PracticeFurther> | null = null;

  const startPractice = (): Promise<PracticeAccess & PracticeFurther> => {
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

  const known = async (account: AccountId): Promise<AccountRecord> => {
    const record = await store.read.account(account);
    if (record === null)
      throw new AppError('gone', 'account_missing', 'This account was removed. Connect it again to go on.');
    return record;
  };

  const credentialsOf = async (record: AccountRecord): Promise<AccountSummary['credentials']> => {
    if (record.kind === 'practice' || isFurtherPractice(record.id)) return 'memory';
    return (await secrets.read(record.id)) === null ? 'missing' : secrets.kind;
  };

  const summary = async <Kind extends AccountRecord>(record: Kind): Promise<SummaryOf<Kind>> => {
    const { createdAt: _createdAt, ...facts } = record;
    const standing = {
      state: stateOf(record),
      credentials: await credentialsOf(record),
      lastContact: states.lastContact(record.id),
    };
    // A record without its date, with how it stands, is the summary of its own kind.
    return { ...facts, ...standing } as unknown as SummaryOf<Kind>;
  };

  const list = async (): Promise<readonly AccountSummary[]> => {
    const records = await store.read.accounts();
    const wanted = records.filter(
      (record) => options.onlyAccount === null || record.name === options.onlyAccount,
    );
    return Promise.all(wanted.map((record) => summary(record)));
  };

  const announce = async (): Promise<void> => {
    pushes.send('accounts-changed', await list());
  };

  const put = async <Kind extends AccountRecord>(record: Kind): Promise<SummaryOf<Kind>> => {
    await store.transaction((writer) => writer.putAccount(record));
    options.forgetClient(record.id);
    await announce();
    return summary(record);
  };

  const merge = async (record: AccountRecord, input: CredentialsInput): Promise<void> => {
    const kind = credentialKindOf(record.kind);
    if (kind === null) return;
    const before = await secrets.read(record.id);
    await secrets.write(record.id, mergedCredentials(kind, before, input, secrets.kind === 'keychain'));
  };

  /** Writes its credentials down first, so that an account is never there with another's. */
  const add = async <Kind extends AccountRecord>(
    record: Kind,
    input: CredentialsInput,
  ): Promise<SummaryOf<Kind>> => {
    if (Object.values(input).some((value) => value !== '')) await merge(record, input);
    return put(record);
  };

  const facts = async (name: string) => ({
    id: newId() as AccountId,
    name: await freeName(name, null),
    createdAt: clock.now(),
  });

  const practiceRecord = async (access: PracticeAccess): Promise<JobAccountRecord> => {
    const known = (await store.read.accounts()).find(
      (account): account is JobAccountRecord => account.kind === 'practice',
    );
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

  const changed = async (record: AccountRecord, change: AccountChange): Promise<AccountRecord> =>
    changedAccount(
      record,
      change.name === undefined ? record.name : await freeName(change.name, record.id),
      change,
    );

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
    addBrightRiver: async (input) => add(jobAccount(await facts(input.name), input), input.credentials),
    addLibrary: async (input) =>
      add(libraryAccount(await facts(input.name), input), { token: input.token.trim() }),
    addWorkflow: async (input) =>
      add(workflowAccount(await facts(input.name), input), { password: input.password }),
    async openPractice() {
      return put(await practiceRecord(await startPractice()));
    },
    async openPracticeLibrary() {
      return put(practiceLibraryRecord(await startPractice(), clock.now()));
    },
    async openPracticeSite() {
      return put(practiceSiteRecord(await startPractice(), clock.now()));
    },
    async practiceFurther(account) {
      const access = await startPractice();
      const before = await store.read.account(account);
      const now = [practiceLibraryRecord(access, clock.now()), practiceSiteRecord(access, clock.now())].find(
        ({ id }) => id === account,
      );
      // Another port than last time: a client made before would ask where nobody listens.
      if (before !== null && now !== undefined && before.apiUrl !== now.apiUrl) {
        await store.transaction((writer) => writer.putAccount({ ...now, createdAt: before.createdAt }));
        options.forgetClient(account);
      }
      return access;
    },
    async practiceAccess(account) {
      const access = await startPractice();
      const record = await practiceRecord(access);
      const before = await store.read.account(account);
      const isSame =
        before?.kind === 'practice' &&
        before.apiUrl === record.apiUrl &&
        before.ftpFingerprint === record.ftpFingerprint;
      if (!isSame) await store.transaction((writer) => writer.putAccount(record));
      return access;
    },
    async signIn(account, credentials) {
      const record = await known(account);
      await merge(record, credentials);
      states.signedIn(account);
      options.onSignedIn(account);
      await announce();
      return summary(record);
    },
    async change(account, change) {
      const next = await changed(await known(account), change);
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
      if (await store.read.hasUnfinishedWork(account))
        throw new AppError(
          'conflict',
          'account_busy',
          'Pictures, files or decisions of this account are still waiting to go. Let them finish or discard them first.',
        );
      await secrets.remove(account);
      options.forgetClient(account);
      await store.transaction(async (writer) => {
        for (const job of jobs) await writer.removeJob(job.id);
        await writer.removeLibraryUploads(account);
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
