import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { toAppError } from '../../../../src/main/errors/app-error.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { jobRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

/** `full-disk-process.ts FOLDER`: the folder is a disk of nine megabytes. Prints what came of filling it. */
const [folder = ''] = process.argv.slice(2);
const ballast = join(folder, 'ballast');
writeFileSync(ballast, Buffer.alloc(6_000_000));
const open = () => openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });

const store = await open();
let kept = 0;
let refusal = toAppError(null);
const write = (name: string): Promise<void> =>
  store.transaction((writer) => writer.putJob(jobRecord(name, { description: 'x'.repeat(20_000) })));
try {
  for (;;) {
    await write(`job ${kept}`);
    kept += 1;
  }
} catch (thrown) {
  refusal = toAppError(thrown);
}
const readable = (await store.read.jobs()).length;
// Space is back: the same open register goes on by itself.
rmSync(ballast);
await write('after');
await store.close();
const again = await open();
const after = await again.read.jobs();
process.stdout.write(
  JSON.stringify({
    code: refusal.code,
    action: refusal.action,
    kept,
    readable,
    after: after.length,
    notice: again.notice,
  }),
);
await again.close();
