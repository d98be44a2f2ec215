export type Theme = 'system' | 'dark' | 'light';

export interface Settings {
  readonly theme: Theme;
  /** Brand colour behind transparent results, as #rrggbb. */
  readonly brandColour: string;
  /** Files moving at once per account, 1 to 8. */
  readonly connections: number;
  /** Last folder results were saved to; null before the first time. */
  readonly downloadFolder: string | null;
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
  /** Lets the person pick a folder; null when they pick none. */
  chooseFolder(title: string): Promise<string | null>;
  /** Lets the person pick files; empty when they pick none. */
  chooseFiles(title: string): Promise<readonly string[]>;
  /** Opens an https page in the person's browser; anything else is refused. */
  openExternal(url: string): Promise<void>;
  /** Shows a file or folder Clipdesk itself wrote or was given in the file manager. */
  showInFolder(path: string): Promise<void>;
}
