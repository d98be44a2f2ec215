import { client } from '../../client.ts';
import type { AccountSummary } from '../../../preload/contract/index.ts';
import { FieldProblems, missingFields } from './field-problems.svelte.ts';

const NEEDS = {
  name: 'Give it a name you will know it by.',
  apiUrl: 'The address of the library is needed.',
  organisationId: 'It stands in the console, under the organisation.',
  token: 'Made in the console, under Developers, API tokens.',
} as const;
type LibraryField = keyof typeof NEEDS;

/** What is typed to connect a BlendVision library. */
export class ConnectLibraryForm extends FieldProblems<LibraryField> {
  name = $state('');
  apiUrl = $state('https://api.one.blendvision.com');
  organisationId = $state('');
  token = $state('');

  constructor() {
    super(Object.keys(NEEDS) as LibraryField[]);
  }

  /** The new account; null when something has to be corrected first. */
  connect(): Promise<AccountSummary | null> {
    return this.attempt(missingFields(this, NEEDS), () =>
      client.accounts.addLibrary({
        name: this.name.trim(),
        apiUrl: this.apiUrl.trim(),
        organisationId: this.organisationId.trim(),
        token: this.token.trim(),
      }),
    );
  }
}
