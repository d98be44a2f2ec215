import type { AccountId, ImageId, JobId, PreflightSettings } from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import type { Row, Session } from '../connection.ts';
import { integer, json, text, UnreadableRow } from '../rows/columns.ts';
import { foundColumn, preflightColumn } from '../rows/inspection-columns.ts';
import { readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsert = upsertStatement('inspections', ['job_id', 'image_id'], ['version', 'found', 'at']);
const upsertSettings = upsertStatement('preflight_settings', ['account_id'], ['value']);

function parse(row: Row): InspectionRecord {
  return {
    jobId: text(row, 'job_id') as JobId,
    imageId: integer(row, 'image_id') as ImageId,
    version: text(row, 'version'),
    ...json(row, 'found', foundColumn),
    at: integer(row, 'at'),
  };
}

/** What cannot be read any more is left out: it is looked into again. */
export function listInspections(session: Session, job: JobId, log: Log): readonly InspectionRecord[] {
  const rows = session.all('SELECT * FROM inspections WHERE job_id = :job', { job });
  return readableRows('inspections', parse, rows, log);
}

export function putInspections(session: Session, inspections: readonly InspectionRecord[]): void {
  for (const { jobId, imageId, version, at, reading, measures, paths, likeOriginal } of inspections)
    session.run(upsert, {
      job_id: jobId,
      image_id: imageId,
      version,
      found: JSON.stringify({ reading, measures, paths, likeOriginal }),
      at,
    });
}

/** What the person changed; empty before the first change, and when it cannot be read any more. */
export function readPreflightSettings(
  session: Session,
  account: AccountId,
  log: Log,
): Partial<PreflightSettings> {
  const row = session.get('SELECT value FROM preflight_settings WHERE account_id = :account', { account });
  if (row === undefined) return {};
  try {
    return json(row, 'value', preflightColumn);
  } catch (thrown) {
    if (!(thrown instanceof UnreadableRow)) throw thrown;
    log.error('The preflight settings of an account could not be read; the defaults are used.');
    return {};
  }
}

export function putPreflightSettings(
  session: Session,
  account: AccountId,
  settings: Partial<PreflightSettings>,
): void {
  session.run(upsertSettings, { account_id: account, value: JSON.stringify(settings) });
}
