/** What a look at a watched folder says of one file. */
export interface WatchedFile {
  readonly path: string;
  readonly verdict:
    | { readonly kind: 'finished' }
    | { readonly kind: 'held'; readonly sentence: string }
    | { readonly kind: 'gone' };
}

export interface Watching {
  stop(): Promise<void>;
  /** Looks at the whole folder again, now. */
  rescan(): Promise<void>;
}

/**
 * Watches a folder. A file is `finished` when its size and time held still over several looks, it opens, and its
 * format is complete; the same rule holds for files that were there before watching began.
 */
export interface Watcher {
  watch(
    folder: string,
    onFile: (file: WatchedFile) => void,
    onState: (state: 'watching' | 'missing') => void,
  ): Promise<Watching>;
}
