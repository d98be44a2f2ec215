import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { practiceInWorker } from '../../../src/main/adapters/practice/practice-in-worker.ts';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { lastFurtherServices, startFurtherServices } from '../../../src/main/practice/further-services.ts';
import { samplePhotographs } from '../../../src/main/practice/samples.ts';
import { eventually, startApplication } from '../../servers/application-fixture.ts';

async function emptyHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-further-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

test('library and shop to practise on keep their addresses and logins from one start to the next', async () => {
  const home = await emptyHome();
  expect(lastFurtherServices(home)).toBeNull();
  const first = await startFurtherServices(home, samplePhotographs());
  await first.stop();
  const second = await startFurtherServices(home, samplePhotographs());
  onTestFinished(() => second.stop());
  expect([second.library, second.site]).toEqual([first.library, first.site]);
  expect(lastFurtherServices(home)).toEqual({ library: second.library, site: second.site });
});

test(
  'without any account a file is published and a page rejected; after a restart both services are there again',
  { timeout: 60_000 },
  async () => {
    const running = await startApplication({
      secrets: memorySecrets(),
      practice: practiceInWorker({
        worker: new URL('../../../src/main/practice-worker.ts', import.meta.url),
        speed: 200,
      }),
    });
    onTestFinished(() => running.stop());
    const { accounts, library, workflow } = running.application.api;
    const { id: libraryId } = await accounts.openPracticeLibrary();
    const { id: site } = await accounts.openPracticeSite();
    expect((await accounts.list()).map(({ name, credentials }) => [name, credentials])).toEqual([
      ['Practice library', 'memory'],
      ['Practice shop', 'memory'],
    ]);
    const [sample = ''] = samplePhotographs();
    await library.publish(libraryId, [{ path: sample, type: null, reduce: true }]);
    await eventually(
      running.application,
      async () => (await library.uploads()).find(({ state }) => state === 'done') ?? null,
    );
    expect((await library.files(libraryId, 'image', 1)).files).toHaveLength(1);
    const room = await workflow.open(site);
    const [item] = room.items;
    if (item === undefined) throw new Error('nothing waits');
    await workflow.reject(site, [{ path: item.path, seen: item.mark }], 'Too dark', null);
    await eventually(
      running.application,
      async () => (await workflow.read(site)).rejected.find(({ state }) => state.kind === 'sent') ?? null,
    );

    const again = (await running.restart()).api;
    expect((await again.library.files(libraryId, 'image', 1)).files).toEqual([]);
    expect((await again.workflow.open(site)).items).toHaveLength(room.items.length);
  },
);
