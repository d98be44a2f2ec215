import type { AccountChange, JobAccountSummary } from '../../../preload/contract/index.ts';

/** What stands in the fields of the account sheet. */
export type TypedAccount = Pick<
  JobAccountSummary,
  'name' | 'apiUrl' | 'uploadField' | 'allowPlainFtp' | 'rejectWay' | 'bodyEncoding'
> & { readonly ftpFingerprint: string };

/** Only what differs: the practice studio, for one, refuses to be given an address. */
export function accountChange(before: JobAccountSummary, typed: TypedAccount): AccountChange {
  const name = typed.name.trim();
  const apiUrl = typed.apiUrl.trim();
  const uploadField = typed.uploadField.trim() === '' ? 'file' : typed.uploadField.trim();
  const ftpFingerprint = typed.ftpFingerprint.trim() === '' ? null : typed.ftpFingerprint.trim();
  return {
    ...(name === before.name ? {} : { name }),
    ...(apiUrl === before.apiUrl ? {} : { apiUrl }),
    ...(uploadField === before.uploadField ? {} : { uploadField }),
    ...(typed.allowPlainFtp === before.allowPlainFtp ? {} : { allowPlainFtp: typed.allowPlainFtp }),
    ...(ftpFingerprint === before.ftpFingerprint ? {} : { ftpFingerprint }),
    ...(typed.rejectWay === before.rejectWay ? {} : { rejectWay: typed.rejectWay }),
    ...(typed.bodyEncoding === before.bodyEncoding ? {} : { bodyEncoding: typed.bodyEncoding }),
  };
}
