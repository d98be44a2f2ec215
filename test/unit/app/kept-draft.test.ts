import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, startApplication } from '../../servers/application-fixture.ts';

const pear = join(import.meta.dirname, '../../fixtures/pictures/pear.jpg');

test('a draft is read again with its own offer, deadline and specification', async () => {
  const running = await startApplication();
  try {
    const { api } = running.application;
    const account = await api.accounts.addBrightRiver({
      name: 'Studio Noord',
      apiUrl: 'https://api.brightriver.example',
      credentials: {},
    });
    const id = await api.jobs.openDraft([pear]);
    expect((await api.jobs.get(id)).draft).toEqual({
      requestOffer: true,
      deadlineId: null,
      specificationKey: null,
    });
    await eventually(running.application, async () => !(await api.jobs.get(id)).reading);
    await api.jobs.keepDraft(id, {
      accountId: account.id,
      name: 'KW47',
      description: '',
      tags: [],
      invoiceReference: null,
      isTest: false,
      route: 'ftp',
      requestOffer: false,
      deadlineId: 7,
      specificationKey: 12,
    });
    expect((await api.jobs.get(id)).draft).toEqual({
      requestOffer: false,
      deadlineId: 7,
      specificationKey: 12,
    });
  } finally {
    await running.stop();
  }
});
