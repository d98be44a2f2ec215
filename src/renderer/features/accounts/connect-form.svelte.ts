import { client } from '../../client.ts';
import type {
  AccountSummary,
  BrightRiverAccountInput,
  JobCredentialsInput,
} from '../../../preload/contract/index.ts';
import { FieldProblems, missingFields } from './field-problems.svelte.ts';

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

const NEEDS = {
  name: 'Give it a name you will know it by.',
  apiUrl: 'The address of the service is needed.',
  clientToken: 'Bright River gives it to you with your account.',
  sessionToken: 'Copy it from where you are signed in.',
} as const;

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

/** What is typed to connect Bright River. Secrets live here only while the sheet is open. */
export class ConnectForm extends FieldProblems<FieldName> {
  name = $state('');
  apiUrl = $state('');
  clientToken = $state('');
  sessionToken = $state('');
  ftpUser = $state('');
  ftpPassword = $state('');
  uploadField = $state('file');
  allowPlainFtp = $state(false);
  ftpFingerprint = $state('');

  constructor() {
    super(FIELDS);
  }

  /** The new account; null when something has to be corrected first. */
  connect(): Promise<AccountSummary | null> {
    return this.attempt(missingFields(this, NEEDS), () => client.accounts.addBrightRiver(this.#input()));
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
