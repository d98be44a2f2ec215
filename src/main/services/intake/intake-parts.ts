import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { Log } from '../../ports/log.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Store } from '../../ports/store.ts';

/** What the intake works with. */
export interface IntakeParts {
  readonly store: Store;
  readonly files: Files;
  readonly images: Images;
  readonly clock: Clock;
  readonly pushes: Pushes;
  readonly log: Log;
  /** A new UUID. */
  readonly newId: () => string;
  /** Files of a job changed; an empty list tells that the job itself did (reading began or ended, its fields). */
  readonly onChanged: (job: JobId, files: readonly FileId[]) => void;
}
