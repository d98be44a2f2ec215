import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

/** Another Clipdesk on the same register, for tests: `store-process.ts FOLDER TASK`; says what it did. */
const [folder = '', task = ''] = process.argv.slice(2);
const store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });

if (task === 'hold-runner-lock') {
  const lock = await store.tryBecomeRunner();
  process.send?.(lock === null ? 'refused' : 'runner');
  // The channel to the test keeps this process alive until it is killed.
  process.on('message', () => undefined);
} else {
  await store.transaction((writer) => writer.putAccount(accountRecord('theirs')));
  await store.close();
  process.send?.('committed');
  process.disconnect();
}
