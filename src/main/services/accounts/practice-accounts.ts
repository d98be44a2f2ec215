import type { AccountId } from '../../../preload/contract/index.ts';
import type { PracticeFurther } from '../../ports/application.ts';
import type { LibraryAccountRecord, WorkflowAccountRecord } from '../../ports/store.ts';

/** The accounts of the services to practise on, beside the practice studio itself. Their logins are never kept. */
export const practiceLibrary = 'practice-library' as AccountId;
export const practiceSite = 'practice-site' as AccountId;

export function isFurtherPractice(account: AccountId): boolean {
  return account === practiceLibrary || account === practiceSite;
}

const facts = (id: AccountId, name: string, createdAt: number) => ({ id, name, createdAt, movedTo: null });

export function practiceLibraryRecord({ library }: PracticeFurther, now: number): LibraryAccountRecord {
  return {
    ...facts(practiceLibrary, 'Practice library', now),
    kind: 'blendvision',
    apiUrl: library.api,
    organisationId: library.organisationId,
  };
}

export function practiceSiteRecord({ site }: PracticeFurther, now: number): WorkflowAccountRecord {
  return {
    ...facts(practiceSite, 'Practice shop', now),
    kind: 'crafter',
    apiUrl: site.api,
    site: site.site,
    user: site.user,
    sendsNow: false,
  };
}
