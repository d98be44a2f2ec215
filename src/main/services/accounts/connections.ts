import type { AccountId, BodyEncoding } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { BrightRiverApi } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BrightRiverLogin } from '../../ports/secrets.ts';
import type { AccountRecord, JobAccountRecord, Store } from '../../ports/store.ts';
import type { AccountStates } from './account-states.ts';
import type { CredentialSource } from './credential-source.ts';

/** What a client needs of its account beside its settings. */
export interface Wire<Keys> {
  readonly credentials: () => Promise<Keys>;
  readonly onAnswer: () => void;
  /** The service says for good that it lives at another base address. */
  readonly onMoved: (address: string) => void;
}

/** The clients of all accounts of one kind, made when first needed and kept. */
export interface ConnectionsOf<Record extends AccountRecord, Keys, Api> {
  /** @throws AppError `account_missing` (gone), also for an account of another kind */
  account(id: AccountId): Promise<Record>;
  api(id: AccountId): Promise<Api>;
  /** @throws AppError `credentials_missing` (sign-in) */
  credentials(id: AccountId): Promise<Keys>;
  /** Forgets the client, after its address changed or the account was removed. */
  forget(id: AccountId): void;
  /** Lets the account's state learn from a failure outside a request of the API (an FTP login, say). */
  learn(id: AccountId, error: AppError): void;
  /** Runs a request and lets the account's state learn from how it went. */
  ask<T>(id: AccountId, request: (api: Api) => Promise<T>): Promise<T>;
}

export function createConnectionsOf<Record extends AccountRecord, Keys, Api>(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly states: AccountStates;
  readonly isOurs: (account: AccountRecord) => account is Record;
  /** Null when none are known. */
  readonly readCredentials: (account: Record) => Promise<Keys | null>;
  readonly createApi: (account: Record, wire: Wire<Keys>) => Api;
  /** Makes sure that the service of the account is there; its record is read after that. */
  readonly awaken?: (account: Record) => Promise<unknown>;
  readonly onMoved: (account: AccountId, address: string) => void;
}): ConnectionsOf<Record, Keys, Api> {
  const { store, clock, states } = options;
  const clients = new Map<AccountId, Api>();

  const account = async (id: AccountId): Promise<Record> => {
    const record = await store.read.account(id);
    if (record === null || !options.isOurs(record))
      throw new AppError(
        'gone',
        'account_missing',
        'The account this belongs to was removed. Connect it again to go on.',
      );
    return record;
  };

  const credentials = async (id: AccountId): Promise<Keys> => {
    const record = await account(id);
    const found = await options.readCredentials(record);
    if (found === null)
      throw new AppError(
        'sign-in',
        'credentials_missing',
        `The tokens of ${record.name} are not known on this computer. Sign in again to go on.`,
      );
    return found;
  };

  const api = async (id: AccountId): Promise<Api> => {
    const known = clients.get(id);
    if (known !== undefined) return known;
    await options.awaken?.(await account(id));
    const client = options.createApi(await account(id), {
      credentials: () => credentials(id),
      onAnswer: () => {
        states.answered(id, clock.now());
      },
      onMoved: (address) => {
        options.onMoved(id, address);
      },
    });
    clients.set(id, client);
    return client;
  };

  return {
    account,
    api,
    credentials,
    forget: (id) => clients.delete(id),
    learn(id, error) {
      states.failed(id, error, clock.now());
    },
    async ask(id, request) {
      const signIns = states.signIns(id);
      try {
        return await request(await api(id));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (states.signIns(id) === signIns) states.failed(id, error, clock.now());
        throw error;
      }
    },
  };
}

/** Makes the client of one account; the only thing services know of how requests are made. */
export type ApiFactory = (
  options: Wire<BrightRiverLogin> & { readonly baseUrl: string; readonly bodyEncoding: BodyEncoding },
) => BrightRiverApi;

/** The clients of the accounts that take jobs. */
export type Connections = ConnectionsOf<JobAccountRecord, BrightRiverLogin, BrightRiverApi>;

export function createConnections(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly sources: CredentialSource;
  readonly states: AccountStates;
  readonly createApi: ApiFactory;
  readonly onMoved: (account: AccountId, address: string) => void;
}): Connections {
  const { sources, createApi, ...rest } = options;
  return createConnectionsOf({
    ...rest,
    isOurs: (account): account is JobAccountRecord =>
      account.kind === 'bright-river' || account.kind === 'practice',
    readCredentials: (account) => sources.read(account),
    // The practice studio may come up at another address.
    awaken: async (account) => (account.kind === 'practice' ? sources.awake(account.id) : null),
    createApi: ({ apiUrl, bodyEncoding }, wire) => createApi({ ...wire, baseUrl: apiUrl, bodyEncoding }),
  });
}
