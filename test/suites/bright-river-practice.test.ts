import type { BrightRiverApi } from '../../src/main/ports/bright-river.ts';
import type { RemoteJobId } from '../../src/preload/contract/index.ts';
import { startPractice } from '../servers/practice-fixture.ts';
import { brightRiverSuite } from './bright-river.suite.ts';

/** Asks until the job stands at the status: a service has no other way to be waited for. */
async function until(api: BrightRiverApi, job: RemoteJobId, status: string): Promise<void> {
  const never = new AbortController().signal;
  while ((await api.jobStatus(job, never)) !== status) continue;
}

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
