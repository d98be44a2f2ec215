import { watch as observe, type FSWatcher } from 'chokidar';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { WatchedFile, Watching } from '../../ports/watcher.ts';
import { Settling, type Sight } from './settling.ts';
import { isPassedOver, liesInside } from './watched-names.ts';

export interface WatcherParts {
  readonly clock: Clock;
  readonly files: Files;
  readonly images: Images;
}

const rescanEvery = 60 * 60_000;
/** How often the folder itself is looked for: a drive that is unplugged often tells nobody. */
const presenceEvery = 5_000;
const sideBySide = 4;

interface Suspect {
  readonly settling: Settling;
  dueAt: number;
}

function signature(sight: Sight): string {
  return `${String(sight.size)} ${String(sight.modifiedAt)}`;
}

/** One watched folder. chokidar says where something happened; whether a file is finished is decided here. */
export class FolderWatch implements Watching {
  readonly #parts: WatcherParts;
  readonly #folder: string;
  readonly #onFile: (file: WatchedFile) => void;
  readonly #onState: (state: 'watching' | 'missing') => void;
  readonly #suspects = new Map<string, Suspect>();
  /** What was reported finished, and in which state of the file; only a change makes it a suspect again. */
  readonly #finished = new Map<string, string>();
  readonly #held = new Map<string, string>();
  readonly #stopping = new AbortController();
  #observer: FSWatcher | null = null;
  #state: 'watching' | 'missing' | null = null;
  #cancelLook: (() => void) | null = null;
  #lookAt = Infinity;
  #cancelPresence: (() => void) | null = null;
  #cancelRescan: (() => void) | null = null;
  #looking: Promise<void> = Promise.resolve();
  #presence: Promise<void> = Promise.resolve();

  constructor(
    parts: WatcherParts,
    folder: string,
    onFile: (file: WatchedFile) => void,
    onState: (state: 'watching' | 'missing') => void,
  ) {
    this.#parts = parts;
    this.#folder = folder;
    this.#onFile = onFile;
    this.#onState = onState;
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async start(): Promise<void> {
    await this.#lookForFolder();
    this.#rescanLater();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelLook?.();
    this.#cancelPresence?.();
    this.#cancelRescan?.();
    await this.#presence;
    await this.#looking;
    await this.#observer?.close();
    this.#observer = null;
  }

  /** Everything in the folder is looked at again, also what was held; finished files only when they changed. */
  async rescan(): Promise<void> {
    if (this.#state !== 'watching') return;
    try {
      for await (const found of this.#parts.files.walk([this.#folder], this.#stopping.signal)) {
        if (found.problem === undefined) this.#suspect(found.path);
        else if (found.path !== this.#folder) this.#hold(found.path, found.problem.message);
      }
    } catch (thrown) {
      if (!this.#stopped) throw thrown;
    }
  }

  #rescanLater(): void {
    if (this.#stopped) return;
    this.#cancelRescan = this.#parts.clock.after(rescanEvery, () => {
      void this.rescan().finally(() => {
        this.#rescanLater();
      });
    });
  }

  /** Whether the folder is there decides between watching and waiting for it; asked again and again. */
  async #lookForFolder(): Promise<void> {
    let there = false;
    try {
      there = (await this.#parts.files.facts(this.#folder)).kind === 'folder';
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
    }
    if (this.#stopped) return;
    if (there && this.#state !== 'watching') await this.#begin();
    else if (!there && this.#state !== 'missing') await this.#lose();
    if (this.#stopped) return;
    this.#cancelPresence = this.#parts.clock.after(presenceEvery, () => {
      this.#presence = this.#lookForFolder();
    });
  }

  async #begin(): Promise<void> {
    const observer = observe(this.#folder, {
      followSymlinks: false,
      atomic: false,
      ignored: (path) => path !== this.#folder && isPassedOver(this.#folder, path),
    });
    this.#observer = observer;
    observer.on('add', (path) => {
      this.#suspect(path);
    });
    observer.on('change', (path) => {
      this.#suspect(path);
    });
    observer.on('unlink', (path) => {
      this.#forget(path);
    });
    // Too many watched folders, a drive that went away: the rescan and the look for the folder go on without it.
    observer.on('error', () => undefined);
    this.#state = 'watching';
    this.#onState('watching');
    await this.rescan();
  }

  async #lose(): Promise<void> {
    this.#state = 'missing';
    this.#suspects.clear();
    this.#finished.clear();
    this.#held.clear();
    this.#onState('missing');
    const observer = this.#observer;
    this.#observer = null;
    await observer?.close();
  }

  #suspect(path: string): void {
    if (this.#stopped || isPassedOver(this.#folder, path)) return;
    const known = this.#suspects.get(path);
    const now = this.#parts.clock.now();
    if (known) known.dueAt = Math.min(known.dueAt, now + known.settling.pause);
    else this.#suspects.set(path, { settling: new Settling(), dueAt: now });
    this.#lookLater();
  }

  #forget(path: string): void {
    this.#suspects.delete(path);
    this.#finished.delete(path);
    if (this.#held.delete(path)) this.#onFile({ path, verdict: { kind: 'gone' } });
  }

  #hold(path: string, sentence: string): void {
    if (this.#held.get(path) === sentence) return;
    this.#held.set(path, sentence);
    this.#onFile({ path, verdict: { kind: 'held', sentence } });
  }

  #lookLater(): void {
    if (this.#stopped || this.#suspects.size === 0) return;
    let due = Infinity;
    for (const suspect of this.#suspects.values()) due = Math.min(due, suspect.dueAt);
    if (due >= this.#lookAt) return;
    this.#cancelLook?.();
    this.#lookAt = due;
    this.#cancelLook = this.#parts.clock.after(Math.max(0, due - this.#parts.clock.now()), () => {
      this.#lookAt = Infinity;
      this.#looking = this.#looking.then(() => this.#lookAll());
    });
  }

  async #lookAll(): Promise<void> {
    const now = this.#parts.clock.now();
    const due = [...this.#suspects].filter(([, suspect]) => suspect.dueAt <= now);
    const worker = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined && !this.#stopped; next = due.shift()) {
        await this.#look(...next);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, worker));
    this.#lookLater();
  }

  async #look(path: string, suspect: Suspect): Promise<void> {
    const again = (milliseconds: number): void => {
      suspect.dueAt = this.#parts.clock.now() + milliseconds;
    };
    try {
      const sight = await this.#parts.files.facts(path);
      if (sight.kind !== 'file' || !(await liesInside(this.#folder, path))) {
        this.#suspects.delete(path);
        return;
      }
      if (this.#finished.get(path) === signature(sight)) {
        this.#suspects.delete(path);
        return;
      }
      this.#finished.delete(path);
      if (suspect.settling.see(sight) === 'wait') {
        if (suspect.settling.grew) this.#hold(path, 'Still growing when last looked at.');
        again(suspect.settling.pause);
        return;
      }
      const check = await this.#parts.images.check(path);
      const after = await this.#parts.files.facts(path);
      if (this.#stopped || this.#suspects.get(path) !== suspect) return;
      if (signature(after) !== signature(sight)) {
        suspect.settling.see(after);
        this.#hold(path, 'Still growing when last looked at.');
        again(suspect.settling.pause);
      } else if (check.kind === 'picture') {
        this.#suspects.delete(path);
        this.#held.delete(path);
        this.#finished.set(path, signature(after));
        this.#onFile({ path, verdict: { kind: 'finished' } });
      } else {
        this.#hold(path, check.sentence);
        again(suspect.settling.postpone());
      }
    } catch (thrown) {
      if (this.#stopped) return;
      const error = toAppError(thrown);
      if (error.code === 'file_missing') {
        this.#forget(path);
      } else {
        this.#hold(path, error.message);
        again(suspect.settling.postpone());
      }
    }
  }
}
