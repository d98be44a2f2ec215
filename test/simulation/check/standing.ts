import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

export interface QueueRow {
  readonly id: string;
  readonly kind: string;
  readonly payload: { readonly fileId?: string; readonly decisionId?: string; readonly imageId?: number };
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

/** A result that is called saved. */
export interface SavedRow {
  readonly file: string;
  readonly jobId: string;
  readonly imageId: number;
  readonly path: string;
  readonly size: number;
  readonly md5: string;
}

/** A file on its way into a library, or that was. */
export interface PublishedRow {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly fileId: string | null;
  readonly uploadId: string | null;
  readonly state: string;
}

/** One item of a rejection on a site. */
export interface RejectedRow {
  readonly rejection: string;
  readonly reason: string;
  readonly path: string;
  readonly mark: string;
  readonly state: string;
  readonly note: string;
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
  readonly saved: readonly SavedRow[];
  /** Paths of files that came in part, as they are noted. */
  readonly parts: readonly string[];
  readonly watched: readonly { readonly path: string; readonly jobId: string }[];
  readonly published: readonly PublishedRow[];
  readonly rejected: readonly RejectedRow[];
}

type Cells = Readonly<Record<string, string | number | null>>;

const json = (cell: string | number | null | undefined): unknown => JSON.parse(String(cell));

function savedOf(row: Cells): readonly SavedRow[] {
  if (row['download'] === null) return [];
  const { results = [] } = json(row['download']) as {
    results?: readonly Pick<SavedRow, 'imageId' | 'path' | 'size' | 'md5'>[];
  };
  return results.map((each) => ({ ...each, file: String(row['id']), jobId: String(row['job_id']) }));
}

function rejectedOf(row: Cells): readonly RejectedRow[] {
  const items = json(row['items']) as readonly {
    path: string;
    mark: string;
    state: { kind: string; note?: string };
  }[];
  return items.map(({ path, mark, state }) => ({
    rejection: String(row['id']),
    reason: String(row['reason']),
    path,
    mark,
    state: state.kind,
    note: state.note ?? '',
  }));
}

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
      saved: all('SELECT id, job_id, download FROM files').flatMap(savedOf),
      parts: all('SELECT path FROM parts').map((row) => String(row['path'])),
      watched: all('SELECT path, job_id FROM watch_folders').map((row) => ({
        path: String(row['path']),
        jobId: String(row['job_id']),
      })),
      published: all('SELECT * FROM library_uploads ORDER BY created_at, id').map((row) => ({
        id: String(row['id']),
        path: String(row['path']),
        name: String(row['name']),
        fileId: row['file_id'] === null ? null : String(row['file_id']),
        uploadId: row['upload_id'] === null ? null : String(row['upload_id']),
        state: String(row['state']),
      })),
      rejected: all('SELECT * FROM rejections ORDER BY at, id').flatMap(rejectedOf),
    };
  } finally {
    database.close();
  }
}

/** Whether a person can see that this is not through yet: it waits behind something, failed, or is held. */
export function isVisible(row: QueueRow): boolean {
  return row.state !== 'done';
}
