import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

export interface QueueRow {
  readonly id: string;
  readonly kind: string;
  readonly payload: { readonly fileId?: string; readonly decisionId?: string };
  readonly jobId: string;
  readonly lane: string;
  readonly sequence: number;
  readonly state: string;
  readonly blocked: boolean;
}

export interface JobRow {
  readonly id: string;
  readonly remoteId: number | null;
  readonly order: string;
  readonly description: string;
  readonly stage: string;
  readonly status: string | null;
}

export interface FileRow {
  readonly id: string;
  readonly jobId: string;
  readonly path: string | null;
  readonly name: string;
  readonly size: number;
  readonly remark: string;
  readonly state: string;
  readonly remoteId: number | null;
}

export interface DecisionRow {
  readonly id: string;
  readonly jobId: string;
  readonly fileId: number;
  readonly verdict: 'accept' | 'reject';
  readonly words: string;
  readonly state: string;
  readonly replaced: boolean;
  readonly images: readonly number[];
  readonly at: number;
}

/** What the register says, read from its file and not through Clipdesk. */
export interface Standing {
  /** Nothing runs, and nothing could go by itself now. */
  readonly isAtRest: boolean;
  readonly isSound: boolean;
  readonly queue: readonly QueueRow[];
  readonly jobs: readonly JobRow[];
  readonly files: readonly FileRow[];
  readonly decisions: readonly DecisionRow[];
}

type Cells = Readonly<Record<string, string | number | null>>;

const json = (cell: string | number | null | undefined): unknown => JSON.parse(String(cell));

export function standingOf(folder: string): Standing {
  const database = new DatabaseSync(join(folder, 'register.sqlite'), { readOnly: true });
  try {
    const all = (sql: string): readonly Cells[] => database.prepare(sql).all() as unknown as readonly Cells[];
    const rows = all('SELECT * FROM queue ORDER BY sequence');
    const isReady = (row: Cells): boolean =>
      row['state'] === 'waiting' && row['blocked'] === 0 && row['paused'] === 0;
    return {
      isAtRest: !rows.some((row) => row['state'] === 'running' || isReady(row)),
      isSound: all('PRAGMA integrity_check').every((row) => row['integrity_check'] === 'ok'),
      queue: rows.map((row) => ({
        id: String(row['id']),
        kind: String(row['kind']),
        payload: json(row['payload']) as QueueRow['payload'],
        jobId: String(row['job_id']),
        lane: String(row['lane']),
        sequence: Number(row['sequence']),
        state: String(row['state']),
        blocked: row['blocked'] === 1,
      })),
      jobs: all('SELECT * FROM jobs ORDER BY created_at, id').map((row) => ({
        id: String(row['id']),
        remoteId: row['remote_id'] === null ? null : Number(row['remote_id']),
        order: (json(row['tags']) as string[]).find((tag) => tag.startsWith('order-')) ?? '',
        description: String(row['description']),
        stage: String(row['stage']),
        status: row['status'] === null ? null : String(row['status']),
      })),
      files: all('SELECT * FROM files ORDER BY job_id, position').map((row) => ({
        id: String(row['id']),
        jobId: String(row['job_id']),
        path: row['path'] === null ? null : String(row['path']),
        name: String(row['name']),
        size: Number(row['size']),
        remark: String(row['remark']),
        state: String(row['state_kind']),
        remoteId: row['remote_id'] === null ? null : Number(row['remote_id']),
      })),
      decisions: all('SELECT rowid, * FROM decisions ORDER BY rowid').map((row) => {
        const verdict = json(row['verdict']) as {
          kind: 'accept' | 'reject';
          reasons?: { reason: string }[];
        };
        return {
          id: String(row['id']),
          jobId: String(row['job_id']),
          fileId: Number(row['file_id']),
          verdict: verdict.kind,
          words: (verdict.reasons ?? []).map((each) => each.reason).join(' '),
          state: (json(row['state']) as { kind: string }).kind,
          replaced: row['replaced'] === 1,
          images: (json(row['images']) as { imageId: number }[]).map((image) => image.imageId),
          at: Number(row['at']),
        };
      }),
    };
  } finally {
    database.close();
  }
}

/** Whether a person can see that this is not through yet: it waits behind something, failed, or is held. */
export function isVisible(row: QueueRow): boolean {
  return row.state !== 'done';
}
