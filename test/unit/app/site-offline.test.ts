import { expect, onTestFinished, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { startApplication } from '../../servers/application-fixture.ts';
import { startCrafterFixture } from '../../servers/crafter-fixture.ts';

const pear = '/static-assets/images/pear.jpg';

test('after a restart without a network the pictures looked at and the site’s own reasons are still there', async () => {
  const { studio, site, stop: stopSite } = await startCrafterFixture();
  onTestFinished(stopSite);
  const running = await startApplication({ secrets: memorySecrets() });
  onTestFinished(() => running.stop());
  const { id } = await running.application.api.accounts.addWorkflow({
    name: 'Web shop',
    apiUrl: studio.api,
    site: 'shop',
    user: studio.user,
    password: studio.password,
  });
  const room = await running.application.api.workflow.open(id);
  const address = room.items.find(({ path }) => path === pear)?.picture ?? '';
  const shown = await running.application.picture(address);
  const reasons = await running.application.api.workflow.reasons(id);
  expect([shown.status, shown.type, reasons.length]).toEqual([200, 'image/jpeg', 5]);

  await studio.goAway();
  const { api, picture } = await running.restart();
  const again = await picture(address);
  expect([again.status, again.type]).toEqual([200, 'image/jpeg']);
  expect(Buffer.from(again.body).equals(Buffer.from(shown.body))).toBe(true);
  expect(await api.workflow.reasons(id)).toEqual(reasons);

  // Another version of it is another picture.
  await studio.comeBack();
  site.item(pear).lastEditDate = '2026-11-28T10:00:00Z';
  const next = (await api.workflow.open(id)).items.find(({ path }) => path === pear)?.picture ?? '';
  expect(next).not.toBe(address);
  const before = studio.calls.filter((call) => call === 'get-content-at-path').length;
  expect((await picture(next)).status).toBe(200);
  expect(studio.calls.filter((call) => call === 'get-content-at-path')).toHaveLength(before + 1);
});
