import type { AccountId } from '../../../preload/contract/index.ts';
import type { PracticeFurther } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Store, WorkflowAccountRecord } from '../../ports/store.ts';
import type { Workflow } from '../../ports/workflow.ts';
import type { AccountStates } from '../accounts/account-states.ts';
import { isFurtherPractice } from '../accounts/practice-accounts.ts';
import { createConnectionsOf, type ConnectionsOf } from '../accounts/connections.ts';

/** Makes the client of a publishing server. */
export type WorkflowFactory = (options: {
  readonly baseUrl: string;
  readonly user: string;
  readonly password: () => Promise<string>;
  readonly onAnswer: () => void;
}) => Workflow;

/** The clients of the accounts whose site's publishing waits for approval. */
export type WorkflowConnections = ConnectionsOf<WorkflowAccountRecord, string, Workflow>;

export function createWorkflowConnections(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly states: AccountStates;
  readonly createWorkflow: WorkflowFactory;
  /** Starts the services to practise on. */
  readonly practice: (account: AccountId) => Promise<PracticeFurther>;
  readonly onMoved: (account: AccountId, address: string) => void;
}): WorkflowConnections {
  const { secrets, createWorkflow, practice, ...rest } = options;
  return createConnectionsOf({
    ...rest,
    isOurs: (account): account is WorkflowAccountRecord => account.kind === 'crafter',
    awaken: async ({ id }) => (isFurtherPractice(id) ? practice(id) : null),
    readCredentials: async (account) => {
      if (isFurtherPractice(account.id)) return (await practice(account.id)).site.password;
      const kept = await secrets.read(account.id);
      return kept?.kind === 'crafter' && kept.password !== '' ? kept.password : null;
    },
    createApi: ({ apiUrl, user }, { credentials, onAnswer }) =>
      createWorkflow({ baseUrl: apiUrl, user, password: credentials, onAnswer }),
  });
}
