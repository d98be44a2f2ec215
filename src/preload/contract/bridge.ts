import type { ErrorData } from './errors.ts';

/** One answer over the wire: the value, or the coded error. Both hosts carry exactly this. */
export type Answer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorData };

/** A push as it crosses: its name from `PushEvents` and its snapshot. */
export interface Push {
  readonly event: string;
  readonly value: unknown;
}

/** All the window knows of the main process: `window.clipdesk`, put there by the preload or by the Chromium host. */
export interface Bridge {
  request(method: string, args: readonly unknown[]): Promise<Answer>;
  /** Every push reaches every listener; returns the unsubscribe. */
  onPush(listener: (push: Push) => void): () => void;
  /** The absolute paths of dropped files and folders, in the order given. */
  pathsOf(files: readonly File[]): Promise<readonly string[]>;
}
