import type {
  AccountChange,
  BrightRiverAccountInput,
  JobAccountSettings,
  LibraryAccountInput,
  WorkflowAccountInput,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type {
  AccountRecord,
  JobAccountRecord,
  LibraryAccountRecord,
  WorkflowAccountRecord,
} from '../../ports/store.ts';
import { checkedApiUrl, checkedFingerprint, checkedUploadField, checkedWord } from './account-checks.ts';

/** What every new account gets beside its own settings. */
type Facts = Pick<AccountRecord, 'id' | 'name' | 'createdAt'>;

/** @throws AppError (person) naming the field that is wrong */
export function jobAccount(facts: Facts, input: BrightRiverAccountInput): JobAccountRecord {
  return {
    ...facts,
    kind: 'bright-river',
    apiUrl: checkedApiUrl(input.apiUrl),
    movedTo: null,
    uploadField: checkedUploadField(input.uploadField),
    allowPlainFtp: input.allowPlainFtp ?? false,
    ftpFingerprint: checkedFingerprint(input.ftpFingerprint),
    rejectWay: 'review',
    bodyEncoding: 'json',
  };
}

/** @throws AppError (person) naming the field that is wrong */
export function libraryAccount(facts: Facts, input: LibraryAccountInput): LibraryAccountRecord {
  return {
    ...facts,
    kind: 'blendvision',
    apiUrl: checkedApiUrl(input.apiUrl, 'https://api.one.blendvision.com'),
    movedTo: null,
    organisationId: checkedWord(input.organisationId, 'organisationId', 'organisation’s id'),
  };
}

/** @throws AppError (person) naming the field that is wrong */
export function workflowAccount(facts: Facts, input: WorkflowAccountInput): WorkflowAccountRecord {
  return {
    ...facts,
    kind: 'crafter',
    apiUrl: checkedApiUrl(input.apiUrl, 'https://cms.example.com/studio'),
    movedTo: null,
    site: checkedWord(input.site, 'site', 'site'),
    user: checkedWord(input.user, 'user', 'user name'),
    sendsNow: input.sendsNow ?? false,
  };
}

const settingsOf: Readonly<Record<AccountRecord['kind'], readonly (keyof AccountChange)[]>> = {
  'bright-river': ['uploadField', 'allowPlainFtp', 'ftpFingerprint', 'rejectWay', 'bodyEncoding'],
  practice: ['uploadField', 'allowPlainFtp', 'ftpFingerprint', 'rejectWay', 'bodyEncoding'],
  blendvision: ['organisationId'],
  crafter: ['site', 'user', 'sendsNow'],
};

function changedSettings(record: JobAccountRecord, change: AccountChange): JobAccountSettings {
  return {
    uploadField:
      change.uploadField === undefined ? record.uploadField : checkedUploadField(change.uploadField),
    allowPlainFtp: change.allowPlainFtp ?? record.allowPlainFtp,
    ftpFingerprint:
      change.ftpFingerprint === undefined ? record.ftpFingerprint : checkedFingerprint(change.ftpFingerprint),
    rejectWay: change.rejectWay ?? record.rejectWay,
    bodyEncoding: change.bodyEncoding ?? record.bodyEncoding,
  };
}

/**
 * An account as it is after a change; its name is checked by the caller. The practice studio decides its own address
 * and certificate; the rest is the person's.
 * @throws AppError (person) naming the field that is wrong or belongs to another kind of account
 */
export function changedAccount(record: AccountRecord, name: string, change: AccountChange): AccountRecord {
  const known: readonly string[] = ['name', 'apiUrl', ...settingsOf[record.kind]];
  const foreign = Object.keys(change).find((member) => !known.includes(member));
  if (foreign !== undefined)
    throw new AppError('person', 'not_of_this_kind', `${record.name} has no such setting.`, {
      field: foreign,
    });
  const apiUrl = change.apiUrl === undefined ? record.apiUrl : checkedApiUrl(change.apiUrl);
  if (record.kind === 'practice' && (apiUrl !== record.apiUrl || change.ftpFingerprint !== undefined))
    throw new AppError(
      'person',
      'practice_address',
      'The practice studio runs on this computer; its address cannot be changed.',
      { field: 'apiUrl' },
    );
  const facts = { name, apiUrl, movedTo: apiUrl === record.apiUrl ? record.movedTo : null };
  switch (record.kind) {
    case 'bright-river':
    case 'practice':
      return { ...record, ...facts, ...changedSettings(record, change) };
    case 'blendvision': {
      const organisationId = change.organisationId ?? record.organisationId;
      return {
        ...record,
        ...facts,
        organisationId: checkedWord(organisationId, 'organisationId', 'organisation’s id'),
      };
    }
    case 'crafter':
      return {
        ...record,
        ...facts,
        site: checkedWord(change.site ?? record.site, 'site', 'site'),
        user: checkedWord(change.user ?? record.user, 'user', 'user name'),
        sendsNow: change.sendsNow ?? record.sendsNow,
      };
    default:
      return assertNever(record);
  }
}
