import type { Instant, Settings } from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { Session } from '../connection.ts';
import { integer, json, UnreadableRow } from '../rows/columns.ts';
import { settingsColumn } from '../rows/json-columns.ts';

const defaults: Settings = {
  theme: 'system',
  brandColour: '#ffffff',
  connections: 4,
  downloadFolder: null,
  pictureCache: 2,
  bandwidth: { limit: null, hours: null },
  proxy: { kind: 'system' },
};

/** The settings, or the defaults: before the first change, and when what is kept cannot be read. */
export function readSettings(session: Session, log: Log): Settings {
  const row = session.get('SELECT value FROM settings WHERE only = 1');
  if (row === undefined) return defaults;
  try {
    return json(row, 'value', settingsColumn);
  } catch (thrown) {
    if (!(thrown instanceof UnreadableRow)) throw thrown;
    log.error('The settings could not be read; the defaults are used.');
    return defaults;
  }
}

export function putSettings(session: Session, settings: Settings): void {
  session.run(
    'INSERT INTO settings (only, value) VALUES (1, :value) ON CONFLICT (only) DO UPDATE SET value = excluded.value',
    { value: JSON.stringify(settings) },
  );
}

export function lastContact(session: Session): Instant | null {
  const row = session.get('SELECT at FROM last_contact WHERE only = 1');
  return row === undefined ? null : integer(row, 'at');
}

export function putLastContact(session: Session, at: Instant): void {
  session.run(
    'INSERT INTO last_contact (only, at) VALUES (1, :at) ON CONFLICT (only) DO UPDATE SET at = excluded.at',
    { at: Math.trunc(at) },
  );
}
