import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What Clipdesk's own register says, read between two of its lives. */
export interface OwnRegister {
  /** Null: whole and consistent; else what SQLite says. */
  readonly damage: string | null;
  readonly job: { readonly id: string; readonly number: number | null; readonly stage: string } | null;
  readonly unfinished: number;
  /** What a person has to answer: a job whose making was not answered. */
  readonly unknownMaking: string | null;
  readonly otherTrouble: readonly string[];
  /** Pictures judged so far, by their number at the service. */
  readonly decided: ReadonlyMap<number, { readonly verdict: string; readonly state: string }>;
  readonly reviewable: readonly number[];
  /** Every decision ever taken. */
  readonly decisions: ReadonlySet<string>;
}

interface QueueRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly last_error: string | null;
}

/** Reads a copy: what a killed process left is for its next life to find as it is. */
export function readOwnRegister(home: string): OwnRegister | null {
  const path = join(home, 'register.sqlite');
  if (!existsSync(path)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'clipdesk-copy-'));
  try {
    for (const part of ['', '-wal'])
      if (existsSync(path + part)) copyFileSync(path + part, join(folder, `register.sqlite${part}`));
    return read(join(folder, 'register.sqlite'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(path: string): OwnRegister {
  const database = new DatabaseSync(path);
  const rows = <Row>(sql: string): Row[] => database.prepare(sql).all() as unknown as Row[];
  try {
    const [check] = rows<{ integrity_check: string }>('PRAGMA integrity_check(1)');
    const [job] = rows<{ id: string; remote_id: number | null; stage: string }>(
      "SELECT id, remote_id, stage FROM jobs WHERE stage <> 'draft' AND parent_remote_id IS NULL ORDER BY created_at LIMIT 1",
    );
    const queue = rows<QueueRow>("SELECT id, kind, state, last_error FROM queue WHERE state <> 'done'");
    const stuck = queue.filter(({ state }) => state === 'held' || state === 'failed');
    const unknown = stuck.find(({ kind, state }) => kind === 'create-job' && state === 'held');
    const decisions = rows<{ id: string; file_id: number; verdict: string; state: string; replaced: number }>(
      'SELECT id, file_id, verdict, state, replaced FROM decisions',
    );
    const kind = (json: string): string => (JSON.parse(json) as { readonly kind: string }).kind;
    return {
      damage: check?.integrity_check === 'ok' ? null : (check?.integrity_check ?? 'no answer'),
      job: job === undefined ? null : { id: job.id, number: job.remote_id, stage: job.stage },
      unfinished: queue.length,
      unknownMaking: unknown?.id ?? null,
      otherTrouble: stuck
        .filter((row) => row !== unknown)
        .map((row) => `${row.kind} ${row.state}: ${row.last_error ?? ''}`),
      decided: new Map(
        decisions
          .filter(({ replaced }) => replaced === 0)
          .map((row) => [row.file_id, { verdict: kind(row.verdict), state: kind(row.state) }]),
      ),
      reviewable: rows<{ file_id: number }>(
        "SELECT file_id FROM reviews WHERE blocked = '' ORDER BY position",
      ).map((row) => row.file_id),
      decisions: new Set(decisions.map(({ id }) => id)),
    };
  } finally {
    database.close();
  }
}
