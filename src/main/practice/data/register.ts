import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { z } from 'zod';
import {
  fileSchema,
  identitySchema,
  jobSchema,
  type Identity,
  type StudioFile,
  type StudioJob,
} from './studio-data.ts';

/** Everything the studio knows. What is put is on the disk when the call returns, whatever happens to the process. */
export interface Register {
  identity(): Identity;
  putIdentity(change: Partial<Identity>): void;
  newJobId(): number;
  newImageId(): number;
  jobs(): readonly StudioJob[];
  job(id: number): StudioJob | null;
  putJob(job: StudioJob): void;
  /** Files of a job in the order in which they arrived. */
  files(jobId: number): readonly StudioFile[];
  file(id: number): StudioFile | null;
  putFile(file: StudioFile): void;
  removeFile(id: number): void;
  /** All puts inside become durable together or, when it throws, not at all. Synchronous. */
  together<Value>(run: () => Value): Value;
  close(): void;
}

const rowSchema = z.object({ document: z.string() });

/** The database of a studio's home. */
export function databasePath(home: string): string {
  return join(home, 'practice.db');
}

/** The identity kept in an open database; null in a new one. */
export function readIdentity(database: DatabaseSync): Identity | null {
  const row = database.prepare("SELECT document FROM documents WHERE kind = 'identity'").get();
  return row === undefined ? null : identitySchema.parse(JSON.parse(rowSchema.parse(row).document));
}

/**
 * Opens the register of a home; a new home gets the identity `make` makes. All rows are read once and kept in memory:
 * a practice studio holds a few jobs, and answers must be quick.
 */
export async function openRegister(home: string, make: () => Promise<Identity>): Promise<Register> {
  const database = new DatabaseSync(databasePath(home));
  // WAL survives a killed process also with NORMAL; only a power cut may cost the last rows.
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS documents (
      kind TEXT NOT NULL, id INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, id)
    ) STRICT;
  `);
  const put = database.prepare(
    'INSERT INTO documents (kind, id, document) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document',
  );
  const remove = database.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
  const all = <Value>(kind: string, schema: z.ZodType<Value>): Value[] =>
    database
      .prepare('SELECT document FROM documents WHERE kind = ? ORDER BY id')
      .all(kind)
      .map((row) => schema.parse(JSON.parse(rowSchema.parse(row).document)));

  let identity: Identity;
  try {
    const kept = readIdentity(database);
    identity = kept ?? (await make());
    if (kept === null) put.run('identity', 0, JSON.stringify(identity));
  } catch (error) {
    database.close();
    throw error;
  }
  let jobs = new Map(all('job', jobSchema).map((job) => [job.id, job]));
  let files = new Map(all('file', fileSchema).map((file) => [file.id, file]));

  const putIdentity = (change: Partial<Identity>): void => {
    identity = { ...identity, ...change };
    put.run('identity', 0, JSON.stringify(identity));
  };

  return {
    identity: () => identity,
    putIdentity,
    newJobId() {
      putIdentity({ lastJobId: identity.lastJobId + 1 });
      return identity.lastJobId;
    },
    newImageId() {
      putIdentity({ lastImageId: identity.lastImageId + 1 });
      return identity.lastImageId;
    },
    jobs: () => [...jobs.values()],
    job: (id) => jobs.get(id) ?? null,
    putJob(job) {
      put.run('job', job.id, JSON.stringify(job));
      jobs.set(job.id, job);
    },
    files: (jobId) => [...files.values()].filter((file) => file.jobId === jobId),
    file: (id) => files.get(id) ?? null,
    putFile(file) {
      put.run('file', file.id, JSON.stringify(file));
      files.set(file.id, file);
    },
    removeFile(id) {
      remove.run('file', id);
      files.delete(id);
    },
    together(run) {
      const before = { identity, jobs: new Map(jobs), files: new Map(files) };
      database.exec('BEGIN IMMEDIATE');
      try {
        const value = run();
        database.exec('COMMIT');
        return value;
      } catch (error) {
        database.exec('ROLLBACK');
        ({ identity, jobs, files } = before);
        throw error;
      }
    },
    close: () => database.close(),
  };
}
