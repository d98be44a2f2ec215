import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../../../src/main/adapters/sqlite/migrations/index.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { AccountId, FileId, JobId, QueueItemId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

/** What a Clipdesk of each version had written, from the version on that has the table. */
const written: Readonly<Record<number, string>> = {
  1: `
    INSERT INTO accounts (id, kind, name, api_url, upload_field, allow_plain_ftp, ftp_fingerprint, created_at)
      VALUES ('account', 'bright-river', 'Studio Größe', 'https://api.example.com/v1', 'file', 1, 'ab12', 1000);
    INSERT INTO jobs (id, account_id, remote_id, name, description, tags, invoice_reference, is_test, route, request_offer,
                      stage, status, at_server, in_offer, parent_remote_id, from_the_editors, download_folder, created_at,
                      changed_at, next_poll_at)
      VALUES ('job', 'account', 7, 'KW 47', 'Cut out', '["shoes"]', 'R-1', 0, 'ftp', 1, 'review', 'CJ_REVIEW', 2, 2, NULL, '',
              '/results', 1000, 2000, 3000),
             ('draft', 'account', NULL, 'Draft', '', '[]', NULL, 1, 'post', 0, 'draft', NULL, NULL, NULL, NULL, '', NULL,
              1001, 2001, NULL);
    INSERT INTO files (id, job_id, position, path, source_name, name, size, modified_at, md5, format, note, remark, tags,
                       state_kind, state, remote_id, remote_size, returned, decision, download)
      VALUES ('proven', 'job', 0, '/photos/a.jpg', 'a.jpg', 'a.jpg', 100, 5, 'ab', 'JPEG', '', 'no shadow', '[]', 'proven',
              '{"kind":"proven","at":1500}', 11, 100, 1, 'accepted', '{"path":"/results/a.jpg","size":90,"md5":"cd"}'),
             ('waiting', 'job', 1, '/photos/b.jpg', 'b.jpg', 'b.jpg', 200, 6, NULL, 'JPEG', '', '', '[]', 'waiting',
              '{"kind":"waiting"}', NULL, NULL, 0, NULL, NULL);
    INSERT INTO reviews (job_id, file_id, position, name, original_image_id, original_name, results, version, version_mark, blocked)
      VALUES ('job', 11, 0, 'a.jpg', 5, 'a.jpg', '[{"imageId":6,"name":"a.png"}]', 1, 'v1', '');
    INSERT INTO decisions (id, job_id, file_id, version_mark, verdict, state, at, replaced)
      VALUES ('decision', 'job', 11, 'v1', '{"kind":"accept"}', '{"kind":"kept"}', 1700, 0);
    INSERT INTO timeline (job_id, at, sentence, status) VALUES ('job', 1200, 'Made', 'CJ_NEW');
    INSERT INTO watch_folders (id, path, job_id, taken, last_taken_at, created_at)
      VALUES ('watch', '/watched', 'draft', 3, 1100, 1000);
    INSERT INTO taken (job_id, sha256, path, at) VALUES ('draft', 'f00d', '/watched/c.jpg', 1100);
    INSERT INTO settings (only, value)
      VALUES (1, '{"theme":"dark","brandColour":"#ff8800","connections":3,"downloadFolder":"/results"}');
    INSERT INTO queue (id, kind, class, payload, job_id, account_id, lane, parallel, title, bytes, state, blocked, attempts,
                       retry_at, last_error, may_have_been_sent, created_at, changed_at)
      VALUES ('upload', 'upload-file', 'transfer', '{"kind":"upload-file","fileId":"waiting"}', 'job', 'account', 'send:job', 1,
              'Send b.jpg', 200, 'waiting', 0, 2, 9000, '{"code":"offline","message":"Not now","action":"retry"}', 0, 1300, 1400),
             ('prove', 'prove-uploads', 'call', '{"kind":"prove-uploads","round":1}', 'job', 'account', 'send:job', 0,
              'Compare', 0, 'waiting', 1, 0, NULL, NULL, 0, 1300, 1400),
             ('fetch', 'download-file', 'transfer', '{"kind":"download-file","fileId":"proven","imageId":6,"folder":"/results"}',
              'job', 'account', 'download:job', 1, 'Fetch a.png', 90, 'failed', 0, 12, NULL, NULL, 0, 1300, 1400),
             ('say', 'send-decision', 'call', '{"kind":"send-decision","decisionId":"decision"}', 'job', 'account', 'review:job',
              1, 'Accept a.jpg', 0, 'held', 0, 1, NULL, '{"code":"conflict","message":"Changed","action":"conflict"}', 1, 1700, 1800);`,
  5: `
    INSERT INTO parts (path, job_id, image_id, total, etag, last_modified, noted_at)
      VALUES ('/results/a.png.part', 'job', 6, 90, '"tag"', NULL, 1500);
    INSERT INTO download_choices (account_id, template, route) VALUES ('account', '{name}', 'ftp');`,
  6: `INSERT INTO sent_parts (file_id, size, modified_at, bytes, md5) VALUES ('waiting', 200, 6, 150, 'ef');`,
  7: `
    INSERT INTO review_drafts (job_id, file_id, version_mark, marks, remark)
      VALUES ('job', 11, 'v1', '[{"reason":"Mask","pin":{"x":0.5,"y":0.5,"radius":null}}]', 'look here');
    INSERT INTO wordings (account_id, text, used_at) VALUES ('account', 'the usual', 1);`,
  8: `
    INSERT INTO inspections (job_id, image_id, version, found, at)
      VALUES ('job', 6, 'v1', '{"reading":null,"measures":null,"paths":[],"likeOriginal":null}', 1600);
    INSERT INTO preflight_settings (account_id, value) VALUES ('account', '{"name":{"on":false}}');`,
  9: `
    INSERT INTO ledger (file_id, job_id, path, name, route, size, md5, bytes_sent, started_at, finished_at, server_id, proof)
      VALUES ('proven', 'job', '/photos/a.jpg', 'a.jpg', 'ftp', 100, 'ab', 100, 1400, 1450, 11,
              '{"kind":"name-and-size","at":1460,"name":"a.jpg","size":100,"md5":null}');`,
};

let folder: string;
let register: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-upgrade-'));
  register = join(folder, 'register.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Rows = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

function allRows(database: DatabaseSync): Rows {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  return new Map(
    tables.map(({ name }) => [String(name), database.prepare(`SELECT * FROM ${String(name)}`).all()]),
  );
}

/** A register as the Clipdesk of that version left it. @returns every row it holds */
function writeAs(version: number): Rows {
  const database = new DatabaseSync(register);
  database.exec('PRAGMA synchronous = OFF');
  for (const [index, statements] of migrations.slice(0, version).entries()) {
    database.exec(statements);
    database.exec(written[index + 1] ?? '');
  }
  database.exec(`PRAGMA user_version = ${version}`);
  const rows = allRows(database);
  database.close();
  return rows;
}

test.each(migrations.map((_, index) => index + 1))(
  'a register of version %i is opened, and every row is there, equal and readable',
  async (version) => {
    const before = writeAs(version);
    const store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });
    expect(store.notice).toBeNull();

    const database = new DatabaseSync(register);
    const after = allRows(database);
    for (const [table, rows] of before) {
      // Ranks are made when jobs begin to have an order.
      const kept = rows.map((row) =>
        Object.fromEntries(Object.keys(row).map((column) => [column, row[column]])),
      );
      expect(after.get(table), table).toMatchObject(kept);
    }
    database.close();

    const { read } = store;
    const job = 'job' as JobId;
    const account = 'account' as AccountId;
    expect(await read.accounts()).toMatchObject([
      { name: 'Studio Größe', rejectWay: 'review', allowPlainFtp: true },
    ]);
    expect((await read.jobs()).map(({ id, stage, remoteId }) => [id, stage, remoteId])).toEqual([
      ['draft', 'draft', null],
      ['job', 'review', 7],
    ]);
    expect(await read.files(job)).toMatchObject([
      { id: 'proven', state: { kind: 'proven', at: 1500 }, decision: 'accepted', download: { size: 90 } },
      { id: 'waiting', state: { kind: 'waiting' } },
    ]);
    expect(await read.reviews(job)).toMatchObject([{ fileId: 11, results: [{ imageId: 6, name: 'a.png' }] }]);
    expect(await read.decisions(job)).toMatchObject([{ id: 'decision', state: { kind: 'kept' } }]);
    expect(await read.timeline(job)).toMatchObject([{ sentence: 'Made' }]);
    expect(await read.watchFolders()).toMatchObject([{ path: '/watched', taken: 3 }]);
    expect(await read.wasTaken('draft' as JobId, 'f00d')).toBe(true);
    expect(await read.settings()).toMatchObject({ theme: 'dark', connections: 3, pictureCache: 2 });
    expect((await read.queue(0)).map(({ id, state, attempts }) => [id, state, attempts])).toEqual([
      ['upload', 'waiting', 2],
      ['prove', 'waiting', 0],
      ['fetch', 'failed', 12],
      ['say', 'held', 1],
    ]);
    expect(await read.unreadableQueueRows()).toEqual([]);
    expect(await read.queueItem('upload' as QueueItemId)).toMatchObject({
      retryAt: 9000,
      rank: 1,
      paused: false,
    });
    expect(await read.parts()).toHaveLength(version >= 5 ? 1 : 0);
    expect(await read.sentPart('waiting' as FileId)).toEqual(
      version >= 6 ? expect.objectContaining({ bytes: 150 }) : null,
    );
    expect(await read.wordings(account)).toEqual(version >= 7 ? ['the usual'] : []);
    expect(await read.inspections(job)).toHaveLength(version >= 8 ? 1 : 0);
    expect(await read.ledger(job)).toHaveLength(version >= 9 ? 1 : 0);
    await store.close();
  },
);

test('an upgrade that is broken off begins again where it was', async () => {
  const before = writeAs(3);
  const database = new DatabaseSync(register);
  // The process ended inside of the fourth step: nothing of it may be left.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(`BEGIN; ${migrations[3] ?? ''}`);
  database.exec('ROLLBACK');
  expect(allRows(database)).toEqual(before);
  database.close();
  const store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });
  expect((await store.read.queue(0)).length).toBe(4);
  await store.close();
});
