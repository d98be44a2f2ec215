import { client, ClientError, sentenceOf } from '../../client.ts';
import type {
  AccountSummary,
  BrightRiverAccountInput,
  JobCredentialsInput,
} from '../../../preload/contract/index.ts';

const FIELDS = [
  'name',
  'apiUrl',
  'clientToken',
  'sessionToken',
  'ftpUser',
  'ftpPassword',
  'uploadField',
  'ftpFingerprint',
] as const;
type FieldName = (typeof FIELDS)[number];

/** Only what was really typed: an empty field never overwrites a secret. */
export function typedCredentials(fields: {
  readonly clientToken: string;
  readonly sessionToken: string;
  readonly ftpUser: string;
  readonly ftpPassword: string;
}): JobCredentialsInput {
  const { clientToken, sessionToken, ftpUser, ftpPassword } = fields;
  return {
    ...(clientToken.trim() === '' ? {} : { clientToken: clientToken.trim() }),
    ...(sessionToken.trim() === '' ? {} : { sessionToken: sessionToken.trim() }),
    ...(ftpUser.trim() === '' ? {} : { ftpUser: ftpUser.trim() }),
    ...(ftpPassword === '' ? {} : { ftpPassword }),
  };
}

/** What is typed into "Connect Bright River". Secrets live here only while the sheet is open. */
export class ConnectForm {
  name = $state('');
  apiUrl = $state('');
  clientToken = $state('');
  sessionToken = $state('');
  ftpUser = $state('');
  ftpPassword = $state('');
  uploadField = $state('file');
  allowPlainFtp = $state(false);
  ftpFingerprint = $state('');
  busy = $state(false);
  /** A problem that belongs to no field. */
  problem = $state('');
  problems = $state<Partial<Record<FieldName, string>>>({});

  clear(field: FieldName): void {
    delete this.problems[field];
    this.problem = '';
  }

  /** The new account; null when something has to be corrected first. */
  async connect(): Promise<AccountSummary | null> {
    if (this.busy || !this.#complete()) return null;
    this.busy = true;
    try {
      return await client.accounts.addBrightRiver(this.#input());
    } catch (problem) {
      const field =
        problem instanceof ClientError
          ? FIELDS.find((name) => problem.data.field?.endsWith(name))
          : undefined;
      if (field === undefined) this.problem = sentenceOf(problem);
      else this.problems[field] = sentenceOf(problem);
      return null;
    } finally {
      this.busy = false;
    }
  }

  #complete(): boolean {
    this.problems = {};
    this.problem = '';
    if (this.name.trim() === '') this.problems.name = 'Give it a name you will know it by.';
    if (this.apiUrl.trim() === '') this.problems.apiUrl = 'The address of the service is needed.';
    if (this.clientToken.trim() === '')
      this.problems.clientToken = 'Bright River gives it to you with your account.';
    if (this.sessionToken.trim() === '') this.problems.sessionToken = 'Copy it from where you are signed in.';
    return Object.keys(this.problems).length === 0;
  }

  #input(): BrightRiverAccountInput {
    const fingerprint = this.ftpFingerprint.trim();
    return {
      name: this.name.trim(),
      apiUrl: this.apiUrl.trim(),
      ...(this.uploadField.trim() === '' ? {} : { uploadField: this.uploadField.trim() }),
      allowPlainFtp: this.allowPlainFtp,
      ftpFingerprint: fingerprint === '' ? null : fingerprint,
      credentials: typedCredentials(this),
    };
  }
}
