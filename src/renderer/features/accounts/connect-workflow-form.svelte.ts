import { client } from '../../client.ts';
import type { AccountSummary, StudioSite } from '../../../preload/contract/index.ts';
import { FieldProblems, missingFields } from './field-problems.svelte.ts';

const NEEDS = {
  name: 'Give it a name you will know it by.',
  apiUrl: 'The address you open Crafter Studio at is needed.',
  site: 'The id of the site is needed.',
  user: 'The name you sign in with is needed.',
  password: 'The password you sign in with is needed.',
} as const;
type WorkflowField = keyof typeof NEEDS;

/** What is typed to connect one site of a Crafter Studio. */
export class ConnectWorkflowForm extends FieldProblems<WorkflowField> {
  name = $state('');
  apiUrl = $state('');
  site = $state('');
  user = $state('');
  password = $state('');
  sendsNow = $state(false);
  /** Sites this user may work on, once they were asked for. */
  sites = $state.raw<readonly StudioSite[]>([]);

  constructor() {
    super(Object.keys(NEEDS) as WorkflowField[]);
  }

  /** Asks the server which sites there are; one alone is taken. */
  async findSites(): Promise<void> {
    const { apiUrl, user, password } = NEEDS;
    const missing = missingFields(this, { apiUrl, user, password });
    const found = await this.attempt(missing, () =>
      client.workflow.sites(this.apiUrl.trim(), this.user.trim(), this.password),
    );
    if (found === null) return;
    this.sites = found;
    if (!found.some(({ id }) => id === this.site)) this.site = found[0]?.id ?? this.site;
    this.clear('site');
    if (found.length === 0)
      this.problem = 'This user may work on no site there. Ask whoever runs the server.';
  }

  /** The new account; null when something has to be corrected first. */
  connect(): Promise<AccountSummary | null> {
    return this.attempt(missingFields(this, NEEDS), () =>
      client.accounts.addWorkflow({
        name: this.name.trim(),
        apiUrl: this.apiUrl.trim(),
        site: this.site.trim(),
        user: this.user.trim(),
        sendsNow: this.sendsNow,
        password: this.password,
      }),
    );
  }
}
