export type Theme = 'system' | 'dark' | 'light';

/** When a bandwidth limit counts, by the clock of this computer. */
export interface BandwidthHours {
  /** Minutes after midnight, 0 to 1439; `to` at or before `from` means over midnight. */
  readonly from: number;
  readonly to: number;
  /** Days it begins on, 0 (Sunday) to 6; null: every day. */
  readonly days: readonly number[] | null;
}

export interface Bandwidth {
  /** Bytes per second for all transfers together, both ways; null: no limit. */
  readonly limit: number | null;
  /** Outside of these hours nothing limits; null: the limit always counts. */
  readonly hours: BandwidthHours | null;
}

/** How the services are reached. The password of a proxy is in the keychain, never here. */
export type ProxySettings =
  /** As the system and the environment's proxy variables say. */
  | { readonly kind: 'system' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'http' | 'socks5';
      readonly host: string;
      readonly port: number;
      /** Empty: the proxy wants no login. */
      readonly user: string;
    };

export interface Settings {
  readonly theme: Theme;
  /** Brand colour behind transparent results, as #rrggbb. */
  readonly brandColour: string;
  /** Files moving at once per account, 1 to 8. */
  readonly connections: number;
  /** Last folder results were saved to; null before the first time. */
  readonly downloadFolder: string | null;
  /** Most that cached pictures of the services may take on this disk, in GB (1 to 500). */
  readonly pictureCache: number;
  readonly bandwidth: Bandwidth;
  readonly proxy: ProxySettings;
}

export interface AboutHost {
  readonly version: string;
  readonly host: 'electron' | 'chromium' | 'command-line';
  readonly platform: string;
  /** Whether an OS keychain answers; when not, credentials live until Clipdesk is closed. */
  readonly keychain: 'available' | 'unavailable';
}

export interface SystemApi {
  about(): Promise<AboutHost>;
  settings(): Promise<Settings>;
  changeSettings(change: Partial<Settings>): Promise<Settings>;
  /** Keeps the password of the proxy in the keychain; an empty one takes it out. */
  setProxyPassword(password: string): Promise<void>;
  /** Lets the person pick a folder; null when they pick none. */
  chooseFolder(title: string): Promise<string | null>;
  /** Lets the person pick files; empty when they pick none. */
  chooseFiles(title: string): Promise<readonly string[]>;
  /** Opens an https page in the person's browser; anything else is refused. */
  openExternal(url: string): Promise<void>;
  /** Shows a file or folder Clipdesk itself wrote or was given in the file manager. */
  showInFolder(path: string): Promise<void>;
}
