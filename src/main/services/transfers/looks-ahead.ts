import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { FileRecord, Store } from '../../ports/store.ts';
import { type Finding, lookInto } from '../intake/look-into.ts';

/** So many pictures are looked into before it is their turn: enough for none to wait, few enough to be news still. */
const AHEAD = 32;

/** Pictures of one job that nobody had looked into when it was begun to be sent, in the order they travel. */
interface Line {
  readonly files: readonly FileRecord[];
  readonly places: ReadonlyMap<FileId, number>;
  readonly findings: Map<FileId, Promise<Finding>>;
  next: number;
}

/**
 * Looks into pictures that were sent off before anybody had: each before it goes, and those behind it meanwhile. Nothing is
 * written down for it: a picture whose row has no format was not looked into, and is again after a restart.
 */
export interface LooksAhead {
  /** @throws the signal's reason */
  into(file: FileRecord, signal: AbortSignal): Promise<Finding>;
  /** All of the job are through. */
  forget(job: JobId): void;
}

function orAborted<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('Stopped.'));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

export function createLooksAhead(parts: {
  readonly store: Store;
  readonly files: Files;
  readonly images: Images;
}): LooksAhead {
  const lines = new Map<JobId, Promise<Line>>();

  const look = (file: FileRecord): Promise<Finding> =>
    lookInto(parts, file.path ?? '', new AbortController().signal);

  const begun = async (job: JobId): Promise<Line> => {
    const files = (await parts.store.read.files(job)).filter(
      (file) => file.state.kind === 'waiting' && file.format === '' && file.path !== null,
    );
    return {
      files,
      places: new Map(files.map((file, place) => [file.id, place])),
      findings: new Map(),
      next: 0,
    };
  };

  const lineOf = (job: JobId): Promise<Line> => {
    const known = lines.get(job);
    if (known !== undefined) return known;
    const line = begun(job);
    lines.set(job, line);
    line.catch(() => lines.delete(job));
    return line;
  };

  const lookUpTo = (line: Line, end: number): void => {
    for (; line.next < Math.min(end, line.files.length); line.next += 1) {
      const file = line.files[line.next];
      if (file === undefined) continue;
      const finding = look(file);
      // Met by whoever sends the picture; it may be taken out before.
      finding.catch(() => undefined);
      line.findings.set(file.id, finding);
    }
  };

  return {
    async into(file, signal) {
      const line = await orAborted(signal, lineOf(file.jobId));
      const place = line.places.get(file.id);
      if (place !== undefined) lookUpTo(line, place + 1 + AHEAD);
      const finding = line.findings.get(file.id) ?? look(file);
      // A second try looks again.
      line.findings.delete(file.id);
      return orAborted(signal, finding);
    },
    forget: (job) => void lines.delete(job),
  };
}
