import { rename } from 'node:fs/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Register } from './register.ts';
import { md5OfFile, type Storage } from './storage.ts';
import type { StudioFile, StudioJob } from './studio-data.ts';

/** MD5 of nothing: what the service shows when it has not looked into a file. */
export const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** Keeps the register true to the ORIGINAL folder, by whichever way files come in. */
export interface Originals {
  /** Only a new job takes pictures: an offer is made for those that are there. */
  takesPictures(job: StudioJob): boolean;
  /**
   * Looks at the folder and brings the register up to it. A file that is still arriving or was broken off is there with
   * the size it has. One look at a time per job.
   */
  look(jobId: number): Promise<void>;
  /** Moves a whole file from `incoming` into the job; replaces a file of the same name, which keeps its number. */
  take(job: StudioJob, name: string, path: string): Promise<void>;
  /** Marks a path as being written, until the returned function is called: it is not read meanwhile. */
  arriving(path: string): () => void;
}

export function createOriginals(register: Register, storage: Storage, clock: Clock): Originals {
  const looks = new Map<number, Promise<void>>();
  const open = new Map<string, number>();

  const takesPictures = (job: StudioJob): boolean => job.status === 'CJ_NEW';

  const isSame = (file: StudioFile, size: number, modifiedAt: number): boolean =>
    file.size === size && file.modifiedAt === modifiedAt;

  const lookNow = async (jobId: number): Promise<void> => {
    const job = register.job(jobId);
    if (job === null || !takesPictures(job)) return;
    const found = await storage.originals(job);
    const hashes = new Map<string, string>();
    const known = new Map(register.files(jobId).map((file) => [file.name, file]));
    for (const { name, size, modifiedAt } of found) {
      const file = known.get(name);
      if (file && isSame(file, size, modifiedAt)) continue;
      const path = storage.path(job, 'ORIGINAL', name);
      // Not looked into while it grows; the time -1 below makes the next look read it.
      if (!open.has(path)) hashes.set(name, await md5OfFile(path).catch(() => EMPTY_MD5));
    }
    register.together(() => {
      const now = register.job(jobId);
      if (now === null || !takesPictures(now)) return;
      const names = new Set(found.map((each) => each.name));
      for (const file of register.files(jobId)) if (!names.has(file.name)) register.removeFile(file.id);
      for (const { name, size, modifiedAt } of found) {
        const file = known.get(name);
        if (file && isSame(file, size, modifiedAt)) continue;
        const md5 = hashes.get(name);
        const facts = { size, modifiedAt: md5 === undefined ? -1 : modifiedAt, md5: md5 ?? EMPTY_MD5 };
        register.putFile(
          file
            ? { ...(register.file(file.id) ?? file), ...facts }
            : newFile(register.newImageId(), jobId, name, clock.now(), facts),
        );
      }
    });
  };

  const look = (jobId: number): Promise<void> => {
    const before = looks.get(jobId) ?? Promise.resolve();
    const next = before.then(
      () => lookNow(jobId),
      () => lookNow(jobId),
    );
    looks.set(jobId, next);
    return next;
  };

  return {
    takesPictures,
    look,
    async take(job, name, path) {
      await rename(path, storage.path(job, 'ORIGINAL', name));
      await look(job.id);
    },
    arriving(path) {
      open.set(path, (open.get(path) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (open.get(path) ?? 1) - 1;
        if (left > 0) open.set(path, left);
        else open.delete(path);
      };
    },
  };
}

export function newFile(
  id: number,
  jobId: number,
  name: string,
  createdAt: number,
  facts: Pick<StudioFile, 'size' | 'modifiedAt' | 'md5'>,
): StudioFile {
  return {
    id,
    jobId,
    name,
    size: facts.size,
    modifiedAt: facts.modifiedAt,
    md5: facts.md5,
    createdAt,
    remark: null,
    remarkFromProcessor: null,
    tags: [],
    acceptedByUser: null,
    reviewedAt: null,
    review: null,
    previousReview: null,
    timesRejected: 0,
    results: [],
    previousResults: [],
    worked: false,
  };
}
