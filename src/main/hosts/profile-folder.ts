import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Clipdesk keeps everything when nobody names a folder, the same for every front end:
 * `~/.config/Clipdesk` (or `$XDG_CONFIG_HOME/Clipdesk`) on Linux, `~/Library/Application Support/Clipdesk` on macOS,
 * `%APPDATA%\Clipdesk` on Windows. Absolute; not made here.
 */
export function profileFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Clipdesk');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Clipdesk');
  const config = env['XDG_CONFIG_HOME'];
  // XDG Base Directory Specification: a relative path in the variable is to be ignored.
  return join(config !== undefined && config.startsWith('/') ? config : join(home, '.config'), 'Clipdesk');
}
