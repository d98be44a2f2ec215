import type { QueueItemId } from './ids.ts';

/** What helps somebody else to help. No secret, no address of a service, no content of a file is ever in it. */
export interface SupportApi {
  /** What these items are, how they stand and why, as text for a message. */
  details(items: readonly QueueItemId[]): Promise<string>;
  /**
   * Asks for a folder and writes the diagnostics there as one JSON file, never over another.
   * @param fullPaths whole paths of files; else only their names
   * @returns the file's path; null when no folder was chosen
   */
  saveDiagnostics(fullPaths: boolean): Promise<string | null>;
}
