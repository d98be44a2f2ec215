import { join } from 'node:path';
import type { AccountId, LibraryApi, QueueItemId } from '../preload/contract/index.ts';
import type { BlendVisionOptions } from './adapters/blendvision/blendvision.ts';
import type { PracticeFurther } from './ports/application.ts';
import type { Clock } from './ports/clock.ts';
import type { Files } from './ports/files.ts';
import type { LibraryService } from './ports/library.ts';
import type { Log } from './ports/log.ts';
import type { Pushes } from './ports/pushes.ts';
import type { Secrets } from './ports/secrets.ts';
import type { LibraryAccountRecord, Store } from './ports/store.ts';
import type { Throttle } from './ports/throttle.ts';
import type { AccountStates } from './services/accounts/account-states.ts';
import { isFurtherPractice } from './services/accounts/practice-accounts.ts';
import { createConnectionsOf } from './services/accounts/connections.ts';
import type { LibraryConnections } from './services/library/library-connections.ts';
import type { ResultParts } from './services/library/job-results.ts';
import { createLibrary } from './services/library/library-service.ts';
import type { MovingFiles } from './services/transfers/moving-files.ts';
import { createMovingUploads } from './services/library/moving-uploads.ts';
import { sweepCopies } from './services/library/sweep-copies.ts';

/** Milliseconds: several changes shortly after another are told once. */
const TOLD_AFTER = 120;

/** What publishing into libraries is made of. */
export interface LibraryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Files;
  readonly throttle: Throttle;
  readonly secrets: Secrets;
  readonly states: AccountStates;
  readonly pushes: Pushes;
  readonly home: string;
  readonly delivered: ResultParts['delivered'];
  /** Starts the services to practise on. */
  readonly practice: (account: AccountId) => Promise<PracticeFurther>;
  readonly newId: () => string;
  readonly createBlendVision: (
    account: Omit<BlendVisionOptions, 'clock' | 'http' | 'throttle'>,
  ) => LibraryService;
  readonly isHeard: () => boolean;
  readonly onMoved: (account: AccountId, address: string) => void;
  readonly onTrouble: (thrown: unknown) => void;
  /** The queue's runner exists only after these. */
  readonly stopItem: (item: QueueItemId) => Promise<boolean>;
  readonly wakeQueue: () => void;
  readonly moving: MovingFiles;
  /** Bytes moved: whoever looks at the queue is told. */
  readonly onBytes: () => void;
}

export function createLibraryServices(parts: LibraryParts) {
  const { clock, secrets, pushes } = parts;
  let cancelTimer: (() => void) | null = null;

  const tell = async (): Promise<void> => {
    if (parts.isHeard()) pushes.send('library-changed', await library.api.uploads());
  };
  const onChanged = (): void => {
    cancelTimer ??= clock.after(TOLD_AFTER, () => {
      cancelTimer = null;
      void tell().catch(parts.onTrouble);
    });
  };

  const connections: LibraryConnections = createConnectionsOf({
    ...parts,
    isOurs: (account): account is LibraryAccountRecord => account.kind === 'blendvision',
    awaken: async ({ id }) => (isFurtherPractice(id) ? parts.practice(id) : null),
    async readCredentials(account) {
      if (isFurtherPractice(account.id)) {
        const { token } = (await parts.practice(account.id)).library;
        return { kind: 'blendvision', token, sealKey: '' };
      }
      const kept = await secrets.read(account.id);
      return kept?.kind === 'blendvision' ? kept : null;
    },
    createApi: ({ apiUrl, organisationId, name }, { credentials, onAnswer }) =>
      parts.createBlendVision({ baseUrl: apiUrl, organisationId, service: name, credentials, onAnswer }),
  });
  const copiesFolder = join(parts.home, 'library-copies');
  const library = createLibrary({
    ...parts,
    connections,
    // The decoder is loaded when it is needed.
    makeReducedCopy: async (...asked) =>
      (await import('./adapters/images/reduced-copy.ts')).makeReducedCopy(...asked),
    copiesFolder,
    moving: createMovingUploads(parts.moving, () => {
      parts.onBytes();
      onChanged();
    }),
    onChanged,
  });

  return {
    ...library,
    api: library.api satisfies LibraryApi,
    forgetClient(account: AccountId) {
      connections.forget(account);
    },
    /** Removes copies nobody needs any more; see `sweepCopies`. */
    sweep: () => sweepCopies({ ...parts, copiesFolder }, parts.log),
    stop() {
      cancelTimer?.();
    },
  };
}
