import { isIP } from 'node:net';
import type {
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
import type { AccountStates } from './account-states.ts';
import type { Connections } from './connections.ts';

const noCredentials: Credentials = { clientToken: '', sessionToken: '', ftpUser: '', ftpPassword: '' };

/** A base address with https, or http on this very computer, with or without a path. Ends without a slash. */
export function checkedApiUrl(address: string): string {
  const refuse = (message: string): never => {
    throw new AppError('person', 'address_invalid', message, { field: 'apiUrl' });
  };
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return refuse('This is not a web address. It looks like https://api.bright-river.com.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return refuse(
      'The address must hold no name, password or question mark; tokens have fields of their own.',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    return refuse('The address must begin with https://, so that tokens and pictures travel encrypted.');
  return url.toString().replace(/\/+$/, '');
}

function checkedFingerprint(fingerprint: string | null | undefined): string | null {
  if (fingerprint === null || fingerprint === undefined || fingerprint.trim() === '') return null;
  const hex = fingerprint.replace(/[:\s]/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new AppError(
      'person',
      'fingerprint_invalid',
      'A SHA-256 fingerprint has 64 characters from 0 to 9 and A to F.',
      {
        field: 'ftpFingerprint',
      },
    );
  return hex;
}

/** What the accounts service does beyond the window's requests. */
export interface Accounts extends AccountsApi {
  summary(record: AccountRecord): Promise<AccountSummary>;
  /** Starts the practice studio of an account that uses it; one start at a time. */
  practiceAccess(account: AccountId): Promise<PracticeAccess>;
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
  readonly onlyAccount: string | null;
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
      createdAt: known?.createdAt ?? clock.now(),
    };
  };

  return {
    list,
    summary,
    announce,
    async addBrightRiver(input: BrightRiverAccountInput) {
      const name = input.name.trim();
      if (name === '')
        throw new AppError('person', 'name_required', 'Give the account a name.', { field: 'name' });
      const records = await store.read.accounts();
      if (records.some((account) => account.name === name))
        throw new AppError(
          'person',
          'name_taken',
          `There is an account called “${name}” already. Choose another name.`,
          {
            field: 'name',
          },
        );
      const record: AccountRecord = {
        id: newId() as AccountId,
        kind: 'bright-river',
        name,
        apiUrl: checkedApiUrl(input.apiUrl),
        uploadField: input.uploadField?.trim() === '' ? 'file' : (input.uploadField?.trim() ?? 'file'),
        allowPlainFtp: input.allowPlainFtp ?? false,
        ftpFingerprint: checkedFingerprint(input.ftpFingerprint),
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
