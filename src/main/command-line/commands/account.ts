import type { AccountChange, AccountSummary, CredentialsInput } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { required } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { done } from '../output.ts';
import { UsageError } from '../usage.ts';

const view = (account: AccountSummary) => ({
  id: account.id,
  kind: account.kind,
  name: account.name,
  api: account.apiUrl,
  state: account.state.kind,
  credentials: account.credentials,
  uploadField: account.uploadField,
  allowPlainFtp: account.allowPlainFtp,
  rejectWay: account.rejectWay,
  bodyEncoding: account.bodyEncoding,
  movedTo: account.movedTo,
});

const line = (account: AccountSummary): string =>
  `${account.name}  ${account.kind}  ${account.apiUrl}  credentials: ${account.credentials}`;

function fromEnvironment(environment: NodeJS.ProcessEnv): CredentialsInput {
  return {
    ...(environment['CLIPDESK_CLIENT_TOKEN'] ? { clientToken: environment['CLIPDESK_CLIENT_TOKEN'] } : {}),
    ...(environment['CLIPDESK_SESSION_TOKEN'] ? { sessionToken: environment['CLIPDESK_SESSION_TOKEN'] } : {}),
    ...(environment['CLIPDESK_FTP_USER'] ? { ftpUser: environment['CLIPDESK_FTP_USER'] } : {}),
    ...(environment['CLIPDESK_FTP_PASSWORD'] ? { ftpPassword: environment['CLIPDESK_FTP_PASSWORD'] } : {}),
  };
}

const add: Command = async ({ api, flags, words, environment }) => {
  if (words[0] !== 'bright-river')
    throw new UsageError('The kind of account is missing: account add bright-river.');
  const account = await api.accounts.addBrightRiver({
    name: required(flags.name, 'name'),
    apiUrl: required(flags.api, 'api'),
    ...(flags['upload-field'] === undefined ? {} : { uploadField: flags['upload-field'] }),
    allowPlainFtp: flags['allow-plain-ftp'] ?? false,
    ftpFingerprint: flags['ftp-fingerprint'] ?? null,
    credentials: fromEnvironment(environment),
  });
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
  };
  if (Object.keys(changes).length === 0) throw new UsageError('Say what changes, e.g. --api URL.');
  const changed = await api.accounts.change(account.id, changes);
  return done({ account: view(changed) }, [line(changed)]);
};

/** Takes new tokens from the environment, so that none stands in a command's words; what waited goes with `queue run`. */
const signIn: Command = async (context) => {
  const credentials = fromEnvironment(context.environment);
  if (Object.keys(credentials).length === 0)
    throw new UsageError(
      'Put the new values into CLIPDESK_CLIENT_TOKEN, CLIPDESK_SESSION_TOKEN, CLIPDESK_FTP_USER or CLIPDESK_FTP_PASSWORD.',
    );
  const account = await named(context);
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
