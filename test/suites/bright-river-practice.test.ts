import { startPractice } from '../servers/practice-fixture.ts';
import { brightRiverSuite, until } from './bright-river.suite.ts';

brightRiverSuite('the practice studio', async () => {
  const { studio, stop } = await startPractice();
  return {
    baseUrl: studio.api,
    clientToken: studio.clientToken,
    sessionToken: () => studio.sessionToken,
    field: 'file',
    offered: (api, job) => until(api, job, 'CJ_WAIT_ACCEPTANCE'),
    produced: (api, job) => until(api, job, 'CJ_WORK_DONE'),
    stop,
  };
});
