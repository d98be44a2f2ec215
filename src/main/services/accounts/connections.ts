import type { AccountId, BodyEncoding } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { BrightRiverApi } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Credentials } from '../../ports/secrets.ts';
import type { AccountRecord, Store } from '../../ports/store.ts';
import type { AccountStates } from './account-states.ts';
import type { CredentialSource } from './credential-source.ts';

/** Makes the client of one account; the only thing services know of how requests are made. */
export type ApiFactory = (options: {
  readonly baseUrl: string;
  readonly credentials: () => Promise<Credentials>;
  readonly bodyEncoding: BodyEncoding;
  readonly onAnswer: () => void;
  /** The service says for good that it lives at another base address. */
  readonly onMoved: (address: string) => void;
}) => BrightRiverApi;

/** The clients of all accounts, made when first needed and kept. */
export interface Connections {
  /** @throws AppError `account_missing` (gone) */
  account(id: AccountId): Promise<AccountRecord>;
  api(id: AccountId): Promise<BrightRiverApi>;
  credentials(id: AccountId): Promise<Credentials>;
  /** Forgets the client, after its address changed or the account was removed. */
  forget(id: AccountId): void;
  /** Lets the account's state learn from a failure outside a request of the API (an FTP login, say). */
  learn(id: AccountId, error: AppError): void;
  /** Runs a request and lets the account's state learn from how it went. */
  ask<T>(id: AccountId, request: (api: BrightRiverApi) => Promise<T>): Promise<T>;
}

export function createConnections(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly sources: CredentialSource;
  readonly states: AccountStates;
  readonly createApi: ApiFactory;
  readonly onMoved: (account: AccountId, address: string) => void;
}): Connections {
  const { store, clock, sources, states, createApi } = options;
  const clients = new Map<AccountId, BrightRiverApi>();

  const account = async (id: AccountId): Promise<AccountRecord> => {
    const record = await store.read.account(id);
    if (record === null)
      throw new AppError(
        'gone',
        'account_missing',
        'The account of this job was removed. Connect it again to go on.',
      );
    return record;
  };

  const credentials = async (id: AccountId): Promise<Credentials> => {
    const record = await account(id);
    const found = await sources.read(record);
    if (found === null)
      throw new AppError(
        'sign-in',
        'credentials_missing',
        `The tokens of ${record.name} are not known on this computer. Sign in again to go on.`,
      );
    return found;
  };

  const api = async (id: AccountId): Promise<BrightRiverApi> => {
    const known = clients.get(id);
    if (known) return known;
    const { kind } = await account(id);
    if (kind === 'practice') await sources.awake(id);
    // Read after waking: the practice studio may have come up at another address.
    const { apiUrl, bodyEncoding } = await account(id);
    const client = createApi({
      baseUrl: apiUrl,
      bodyEncoding,
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
