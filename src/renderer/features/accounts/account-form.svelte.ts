import { client } from '../../client.ts';
import type {
  AccountSummary,
  JobAccountSummary,
  BodyEncoding,
  RejectWay,
} from '../../../preload/contract/index.ts';
import { accountChange } from './account-change.ts';
import { FieldProblems } from './field-problems.svelte.ts';

const FIELDS = ['name', 'apiUrl', 'uploadField', 'ftpFingerprint'] as const;

/** The three documented ways of a rejection, as a person chooses among them. */
export const REJECT_WAYS: readonly {
  readonly value: RejectWay;
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    value: 'review',
    label: 'One picture at a time',
    hint: 'Each picture goes with its own reasons and circles; the way the service describes in full.',
  },
  {
    value: 'files-review',
    label: 'All pictures of a job at once',
    hint: 'What you rejected travels in one message: fewer requests when many pictures go back.',
  },
  {
    value: 'reject',
    label: 'Through the service’s reject address',
    hint: 'Only if the service asked for it: what it expects there is not described, so try one picture first.',
  },
];

export const BODY_ENCODINGS: readonly { readonly value: BodyEncoding; readonly label: string }[] = [
  { value: 'json', label: 'JSON' },
  { value: 'form', label: 'Form fields' },
];

/** What is changed of a connected account; secrets are changed elsewhere. */
export class AccountForm extends FieldProblems<(typeof FIELDS)[number]> {
  readonly before: JobAccountSummary;
  name = $state('');
  apiUrl = $state('');
  uploadField = $state('');
  allowPlainFtp = $state(false);
  ftpFingerprint = $state('');
  rejectWay = $state<RejectWay>('review');
  bodyEncoding = $state<BodyEncoding>('json');

  constructor(account: JobAccountSummary) {
    super(FIELDS);
    this.before = account;
    this.name = account.name;
    this.apiUrl = account.apiUrl;
    this.uploadField = account.uploadField;
    this.allowPlainFtp = account.allowPlainFtp;
    this.ftpFingerprint = account.ftpFingerprint ?? '';
    this.rejectWay = account.rejectWay;
    this.bodyEncoding = account.bodyEncoding;
  }

  get addressTyped(): boolean {
    return this.apiUrl.trim() !== this.before.apiUrl;
  }

  /** The account as it is now; null when something has to be corrected first. */
  async save(): Promise<AccountSummary | null> {
    if (this.busy) return null;
    const change = accountChange(this.before, this);
    if (Object.keys(change).length === 0) return this.before;
    return this.attempt({}, () => client.accounts.change(this.before.id, change));
  }
}
