import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Originals } from './data/originals.ts';
import type { Register } from './data/register.ts';
import type { Storage } from './data/storage.ts';
import type { FaultPlan } from './faults.ts';
import type { ProductionLine } from './line/production-line.ts';

/** What the two servers of the studio stand on. */
export interface StudioParts {
  readonly register: Register;
  readonly storage: Storage;
  readonly originals: Originals;
  readonly line: ProductionLine;
  readonly plan: FaultPlan;
  readonly clock: Clock;
  readonly log: Log;
  /** `http://127.0.0.1:port` */
  readonly api: () => string;
  /** `ftp://127.0.0.1:port` */
  readonly ftp: () => string;
}
