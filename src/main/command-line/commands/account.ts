import type {
  AccountChange,
  AccountSummary,
  CredentialsInput,
  JobCredentialsInput,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { required } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { done } from '../output.ts';
import { UsageError } from '../usage.ts';

function settingsOf(account: AccountSummary): Readonly<Record<string, unknown>> {
  switch (account.kind) {
    case 'bright-river':
    case 'practice': {
      const { uploadField, allowPlainFtp, rejectWay, bodyEncoding } = account;
      return { uploadField, allowPlainFtp, rejectWay, bodyEncoding };
    }
    case 'blendvision':
      return { organisationId: account.organisationId };
    case 'crafter':
      return { site: account.site, user: account.user, sendsNow: account.sendsNow };
    default:
      return assertNever(account);
  }
}

const view = (account: AccountSummary) => ({
  id: account.id,
  kind: account.kind,
  name: account.name,
  api: account.apiUrl,
  state: account.state.kind,
  credentials: account.credentials,
  ...settingsOf(account),
  movedTo: account.movedTo,
});

const line = (account: AccountSummary): string =>
  `${account.name}  ${account.kind}  ${account.apiUrl}  credentials: ${account.credentials}`;

function jobCredentials(environment: NodeJS.ProcessEnv): JobCredentialsInput {
  return {
    ...(environment['CLIPDESK_CLIENT_TOKEN'] ? { clientToken: environment['CLIPDESK_CLIENT_TOKEN'] } : {}),
    ...(environment['CLIPDESK_SESSION_TOKEN'] ? { sessionToken: environment['CLIPDESK_SESSION_TOKEN'] } : {}),
    ...(environment['CLIPDESK_FTP_USER'] ? { ftpUser: environment['CLIPDESK_FTP_USER'] } : {}),
    ...(environment['CLIPDESK_FTP_PASSWORD'] ? { ftpPassword: environment['CLIPDESK_FTP_PASSWORD'] } : {}),
  };
}

const libraryToken = (environment: NodeJS.ProcessEnv): string =>
  environment['CLIPDESK_BLENDVISION_TOKEN'] ?? '';
const sitePassword = (environment: NodeJS.ProcessEnv): string =>
  environment['CLIPDESK_CRAFTER_PASSWORD'] ?? '';

function addOfKind({ api, flags, words, environment }: CommandContext): Promise<AccountSummary> {
  const facts = (): { readonly name: string; readonly apiUrl: string } => ({
    name: required(flags.name, 'name'),
    apiUrl: required(flags.api, 'api'),
  });
  switch (words[0]) {
    case 'bright-river':
      return api.accounts.addBrightRiver({
        ...facts(),
        ...(flags['upload-field'] === undefined ? {} : { uploadField: flags['upload-field'] }),
        allowPlainFtp: flags['allow-plain-ftp'] ?? false,
        ftpFingerprint: flags['ftp-fingerprint'] ?? null,
        credentials: jobCredentials(environment),
      });
    case 'blendvision':
      return api.accounts.addLibrary({
        ...facts(),
        organisationId: required(flags.org, 'org'),
        token: libraryToken(environment),
      });
    case 'crafter':
      return api.accounts.addWorkflow({
        ...facts(),
        site: required(flags.site, 'site'),
        user: required(flags.user, 'user'),
        sendsNow: flags['sends-now'] ?? false,
        password: sitePassword(environment),
      });
    default:
      throw new UsageError(
        'The kind of account is missing: account add bright-river, blendvision or crafter.',
      );
  }
}

const add: Command = async (context) => {
  const account = await addOfKind(context);
  return done({ account: view(account) }, [line(account)]);
};

const list: Command = async ({ api }) => {
  const accounts = await api.accounts.list();
  return done(
    { accounts: accounts.map(view) },
    accounts.length === 0 ? ['No account yet.'] : accounts.map(line),
  );
};

async function named({ api, words, flags }: CommandContext): Promise<AccountSummary> {
  const name = words[0] ?? flags.account;
  if (name === undefined) throw new UsageError('The account’s name is missing.');
  const account = (await api.accounts.list()).find((each) => each.name === name);
  if (!account) throw new AppError('person', 'no_account', `There is no account called “${name}”.`);
  return account;
}

const remove: Command = async (context) => {
  const account = await named(context);
  await context.api.accounts.remove(account.id);
  return done({ account: view(account) }, [`${account.name} was removed.`]);
};

function oneOf<Word extends string>(word: string | undefined, words: readonly Word[], flag: string) {
  if (word === undefined) return undefined;
  const found = words.find((each) => each === word);
  if (found === undefined) throw new UsageError(`--${flag} is one of: ${words.join(', ')}.`);
  return found;
}

/** Only what is named changes. */
const change: Command = async (context) => {
  const { flags, api } = context;
  const rejectWay = oneOf(flags['reject-way'], ['review', 'files-review', 'reject'] as const, 'reject-way');
  const bodyEncoding = oneOf(flags['body-encoding'], ['json', 'form'] as const, 'body-encoding');
  const account = await named(context);
  const changes: AccountChange = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.api === undefined ? {} : { apiUrl: flags.api }),
    ...(flags['upload-field'] === undefined ? {} : { uploadField: flags['upload-field'] }),
    ...(flags['allow-plain-ftp'] === undefined ? {} : { allowPlainFtp: flags['allow-plain-ftp'] }),
    ...(flags['ftp-fingerprint'] === undefined ? {} : { ftpFingerprint: flags['ftp-fingerprint'] }),
    ...(rejectWay === undefined ? {} : { rejectWay }),
    ...(bodyEncoding === undefined ? {} : { bodyEncoding }),
    ...(flags.org === undefined ? {} : { organisationId: flags.org }),
    ...(flags.site === undefined ? {} : { site: flags.site }),
    ...(flags.user === undefined ? {} : { user: flags.user }),
    ...(flags['sends-now'] === undefined ? {} : { sendsNow: flags['sends-now'] }),
  };
  if (Object.keys(changes).length === 0) throw new UsageError('Say what changes, e.g. --api URL.');
  const changed = await api.accounts.change(account.id, changes);
  return done({ account: view(changed) }, [line(changed)]);
};

function credentialsFor(account: AccountSummary, environment: NodeJS.ProcessEnv): CredentialsInput {
  switch (account.kind) {
    case 'bright-river':
    case 'practice':
      return jobCredentials(environment);
    case 'blendvision':
      return { token: libraryToken(environment) };
    case 'crafter':
      return { password: sitePassword(environment) };
    default:
      return assertNever(account);
  }
}

const variablesOf: Readonly<Record<AccountSummary['kind'], string>> = {
  'bright-river': 'CLIPDESK_CLIENT_TOKEN, CLIPDESK_SESSION_TOKEN, CLIPDESK_FTP_USER or CLIPDESK_FTP_PASSWORD',
  practice: 'CLIPDESK_CLIENT_TOKEN or CLIPDESK_SESSION_TOKEN',
  blendvision: 'CLIPDESK_BLENDVISION_TOKEN',
  crafter: 'CLIPDESK_CRAFTER_PASSWORD',
};

/** Takes new tokens from the environment, so that none stands in a command's words; what waited goes with `queue run`. */
const signIn: Command = async (context) => {
  const account = await named(context);
  const credentials = credentialsFor(account, context.environment);
  if (!Object.values(credentials).some((value) => value !== ''))
    throw new UsageError(`Put the new values into ${variablesOf[account.kind]}.`);
  const signedIn = await context.api.accounts.signIn(account.id, credentials);
  return done({ account: view(signedIn) }, [line(signedIn)]);
};

export const accountCommands: Readonly<Record<string, Command>> = {
  add,
  list,
  change,
  'sign-in': signIn,
  remove,
};
