import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { AccountId, DecisionId, FileId, JobId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, decisionRecord, fileRecord, jobRecord, queueItem } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

const JOBS = 12;
const FILES = 60;

/** Fills a register like that of a studio in the middle of its work: some 2,000 rows on about 150 pages. */
export async function fillRegister(folder: string): Promise<void> {
  const store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });
  await store.transaction(async (writer) => {
    await writer.putAccount(accountRecord('account', { name: 'Studio Ümlaut' }));
    await writer.putAccount(accountRecord('other'));
  });
  for (let index = 0; index < JOBS; index += 1) {
    const job = `job-${index}`;
    await store.transaction(async (writer) => {
      await writer.putJob(jobRecord(job, { accountId: (index % 2 ? 'other' : 'account') as AccountId }));
      await writer.addTimeline({
        jobId: job as JobId,
        at: index,
        sentence: `Made as number ${index}`,
        status: null,
      });
      for (let each = 0; each < FILES; each += 1) {
        const id = `${job}-file-${each}`;
        await writer.putFile(fileRecord(id, job, { position: each, note: 'n'.repeat((each * 37) % 300) }));
        if (each % 4 === 0)
          await writer.putDecision(
            decisionRecord(`${id}-decision`, job, { fileId: each as never, at: each }),
          );
      }
      // One remark is longer than a page.
      await writer.putFile(
        fileRecord(`${job}-long`, job, { position: FILES, remark: `${job} `.repeat(2_000) }),
      );
    });
    await store.transaction((writer) =>
      writer.enqueue([
        ...Array.from({ length: FILES }, (_, each) =>
          queueItem(`${job}-item-${each}`, {
            jobId: job as JobId,
            lane: `send:${job}`,
            payload: { kind: 'upload-file', fileId: `${job}-file-${each}` as FileId },
          }),
        ),
        queueItem(`${job}-prove`, {
          jobId: job as JobId,
          lane: `send:${job}`,
          parallel: false,
          payload: { kind: 'prove-uploads', round: 0 },
        }),
        ...Array.from({ length: FILES / 4 }, (_, each) =>
          queueItem(`${job}-say-${each}`, {
            jobId: job as JobId,
            lane: `review:${job}`,
            payload: { kind: 'send-decision', decisionId: `${job}-file-${each * 4}-decision` as DecisionId },
          }),
        ),
      ]),
    );
  }
  await store.close();
}

const keys: Readonly<Record<string, string>> = {
  accounts: 'id',
  jobs: 'id',
  files: 'id',
  decisions: 'id',
  queue: 'id',
  timeline: 'id',
};

/** Every row of the tables that are filled, by its key, as text. */
export function rowsOf(path: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(path);
  const rows = new Map<string, string>();
  for (const [table, key] of Object.entries(keys))
    for (const row of database.prepare(`SELECT * FROM ${table}`).all())
      rows.set(`${table} ${String(row[key])}`, JSON.stringify(row));
  database.close();
  return rows;
}
