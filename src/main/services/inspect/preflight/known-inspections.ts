import type { ImageId, JobId } from '../../../../preload/contract/index.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import type { Store } from '../../../ports/store.ts';
import type { RoomImage } from '../delivered-files.ts';

type Known = Map<ImageId, InspectionRecord>;

/** Jobs whose findings are held in memory; a review room looks at one, another may be in work. */
const mostJobs = 4;

/** What was found out about the pictures of a job: read from the register once, then held while it is used. */
export class KnownInspections {
  readonly #store: Store;
  readonly #jobs = new Map<JobId, Promise<Known>>();

  constructor(store: Store) {
    this.#store = store;
  }

  of(job: JobId): Promise<Known> {
    const known =
      this.#jobs.get(job) ??
      this.#store.read
        .inspections(job)
        .then((records) => new Map(records.map((record) => [record.imageId, record])));
    this.#jobs.delete(job);
    this.#jobs.set(job, known);
    known.catch(() => this.#jobs.delete(job));
    for (const oldest of this.#jobs.keys()) {
      if (this.#jobs.size <= mostJobs) break;
      this.#jobs.delete(oldest);
    }
    return known;
  }

  async put(job: JobId, records: readonly InspectionRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#store.transaction((writer) => writer.putInspections(records));
    const known = await this.of(job);
    for (const record of records) known.set(record.imageId, record);
  }
}

/** What is known of a picture in the version the room has now; null when it has to be looked into. */
export function current(
  known: ReadonlyMap<ImageId, InspectionRecord>,
  image: RoomImage,
): InspectionRecord | null {
  const record = known.get(image.image);
  return record?.version === image.version ? record : null;
}
