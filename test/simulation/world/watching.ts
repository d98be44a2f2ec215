import type { WatchedFile, Watcher, Watching } from '../../../src/main/ports/watcher.ts';
import type { Disk } from './disk.ts';
import { keyedChance } from './keyed-chance.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long a file has to hold still. Milliseconds. */
const SETTLES = 1_500;
const LOOKED_FOR = 5_000;

interface WatchParts {
  readonly disk: Disk;
  readonly time: VirtualTime;
  readonly seed: number;
}

/** One watched folder: what holds still is finished, and some of it is told twice. */
class FolderSight implements Watching {
  readonly #parts: WatchParts;
  readonly #life: Life;
  readonly #folder: string;
  readonly #onFile: (file: WatchedFile) => void;
  readonly #onState: (state: 'watching' | 'missing') => void;
  readonly #finished = new Map<string, number>();
  readonly #stopListening: () => void;
  #isThere = true;
  #isStopped = false;

  constructor(
    parts: WatchParts,
    life: Life,
    folder: string,
    onFile: (file: WatchedFile) => void,
    onState: (state: 'watching' | 'missing') => void,
  ) {
    this.#parts = parts;
    this.#life = life;
    this.#folder = folder;
    this.#onFile = onFile;
    this.#onState = onState;
    this.#stopListening = parts.disk.onPut((path) => {
      if (path.startsWith(`${folder}/`)) this.#suspect(path);
    });
    life.atEnd(this.#stopListening);
    onState('watching');
    this.#suspectAll();
    this.#lookForFolder();
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    return Promise.resolve();
  }

  rescan(): Promise<void> {
    this.#suspectAll();
    return Promise.resolve();
  }

  #after(milliseconds: number, run: () => void): void {
    this.#parts.time.after(milliseconds, () => {
      if (this.#life.alive && !this.#isStopped) run();
    });
  }

  #suspectAll(): void {
    for (const path of this.#parts.disk.files.keys())
      if (path.startsWith(`${this.#folder}/`)) this.#suspect(path);
  }

  #suspect(path: string): void {
    const { disk, seed } = this.#parts;
    const seen = disk.files.get(path);
    if (seen === undefined) return;
    this.#after(SETTLES, () => {
      // A later change has its own look.
      if (!this.#isThere || disk.isAway(path) || disk.files.get(path) !== seen) return;
      const isTwice = keyedChance(seed, 'told twice', path, seen.modifiedAt) < 0.2;
      if (this.#finished.get(path) === seen.modifiedAt && !isTwice) return;
      this.#finished.set(path, seen.modifiedAt);
      this.#onFile({ path, verdict: { kind: 'finished' } });
      if (isTwice) this.#after(400, () => this.#onFile({ path, verdict: { kind: 'finished' } }));
    });
  }

  #lookForFolder(): void {
    const isThere = !this.#parts.disk.isAway(this.#folder);
    if (isThere !== this.#isThere) {
      this.#isThere = isThere;
      this.#finished.clear();
      this.#onState(isThere ? 'watching' : 'missing');
      if (isThere) this.#suspectAll();
    }
    this.#after(LOOKED_FOR, () => this.#lookForFolder());
  }
}

/** Watching as the port promises it. That the real one keeps these promises is tried on real folders. */
export function watcherOf(parts: WatchParts, life: Life): Watcher {
  return {
    watch: async (folder, onFile, onState) => new FolderSight(parts, life, folder, onFile, onState),
  };
}
