import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the window's browser keeps what it needs: in the profile, or in a folder for this one run where the profile may only
 * be read. Nothing of Clipdesk's own is in it.
 */
export function browserFolder(home: string, name: string): string {
  const folder = join(home, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return mkdtempSync(join(tmpdir(), 'clipdesk-window-'));
  }
}
