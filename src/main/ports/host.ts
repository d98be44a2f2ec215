import type { AboutHost } from '../../preload/contract/index.ts';

/** What differs between Electron and the Chromium host; injected, never looked up. */
export interface Host {
  readonly kind: AboutHost['host'];
  chooseFolder(title: string): Promise<string | null>;
  chooseFiles(title: string): Promise<readonly string[]>;
  /** Called with an https address that was already checked. */
  openExternal(url: string): Promise<void>;
  showInFolder(path: string): Promise<void>;
  notify(title: string, body: string): void;
  /** What the system's proxy settings say of an address, as a PAC script would answer; null where they cannot be asked. */
  systemProxy(url: string): Promise<string | null>;
  /**
   * Keeps the computer (not its screen) from falling asleep until the returned function is called. Where the system
   * offers no way to do that, nothing happens.
   */
  keepAwake(reason: string): () => void;
}

/** Who is speaking: taken from the frame itself, never from its message. */
export interface Peer {
  readonly origin: string;
  readonly isTopFrame: boolean;
}

/** A same-origin answer for the window: the renderer's files and the pictures. */
export interface PageResponse {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  /** `no-store` or `private, max-age=…, immutable`. */
  readonly cacheControl: string;
}
