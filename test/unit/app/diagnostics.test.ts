import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { scrubText } from '../../../src/main/services/support/scrub.ts';
import { createRedactor } from '../../../src/main/adapters/log/redactor.ts';
import { eventually, startApplication } from '../../servers/application-fixture.ts';
import { json, startScriptedHttp } from '../../servers/scripted-http.ts';

const PLANTED = {
  clientToken: 'plantedClient-7731/+x',
  sessionToken: 'plantedSession-9942"/q=',
  ftpUser: 'studio-user-551',
  ftpPassword: 'planted&Ftp=pass word',
};
const LIBRARY = 'plantedLibrary-8181';
const WORKFLOW = 'plantedWorkflow pass/1';
const PROXY = 'plantedProxyPass-314';
const ENVIRONMENT = {
  CLIPDESK_SESSION_TOKEN: 'plantedEnvironment-271',
  HTTPS_PROXY: 'http://me:plantedHop@proxy:1',
};

/** A secret as it is, and as it may have been written on the way. */
const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret).slice(1, -1),
];

test('no planted secret, no address and no folder gets into the diagnostics or the copied details', async () => {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-diagnostics-'));
  const pictures = join(home, 'client secret shoots', 'KW47');
  await mkdir(pictures, { recursive: true });
  await copyFile(join(import.meta.dirname, '../../fixtures/pictures/pear.jpg'), join(pictures, 'pear.jpg'));
  const signed = `https://cdn.example/x.png?sessionId=4f6b1d7e-0d3c-4b44-9c51-0a1b2c3d4e5f&sig=plantedSignature`;
  const service = await startScriptedHttp(json({ message: `${PLANTED.sessionToken} ${signed}` }, 422));
  const running = await startApplication({
    home,
    secrets: memorySecrets(),
    environment: ENVIRONMENT,
  });
  onTestFinished(async () => {
    await running.stop();
    await service.stop();
    await rm(home, { recursive: true, force: true });
  });
  const { application } = running;
  const { api } = application;
  const account = await api.accounts.addBrightRiver({
    name: 'Studio Noord',
    apiUrl: service.origin,
    credentials: PLANTED,
  });
  const apiUrl = service.origin;
  await api.accounts.addLibrary({ name: 'Library', apiUrl, organisationId: 'org-1', token: LIBRARY });
  await api.accounts.addWorkflow({ name: 'Site', apiUrl, site: 'shop', user: 'anna', password: WORKFLOW });
  await api.system.setProxyPassword(PROXY);
  await api.system.changeSettings({
    downloadFolder: join(home, 'client secret shoots', 'results'),
    proxy: { kind: 'socks5', host: 'hidden-proxy.example', port: 1080, user: 'plantedProxyUser' },
  });
  await api.system.changeSettings({ proxy: { kind: 'none' } });
  const job = await api.jobs.openDraft([pictures]);
  await application.whenRead(job);
  await api.jobs.send(job, {
    accountId: account.id,
    name: 'KW47 accessories',
    description: 'Cut out',
    tags: [],
    invoiceReference: null,
    isTest: true,
    route: 'post',
    requestOffer: false,
    deadlineId: null,
    specificationKey: null,
  });
  const stuck = await eventually(
    application,
    async () => (await api.queue.list()).find(({ state }) => state.kind === 'failed') ?? null,
  );
  // As a version that forgot to clean its log would have left it.
  const lines = [...Object.values(PLANTED), PROXY, LIBRARY, WORKFLOW, ...Object.values(ENVIRONMENT)]
    .filter((secret) => secret !== PLANTED.ftpUser)
    .flatMap((secret) =>
      forms(secret).map((form) => JSON.stringify({ level: 'warn', message: `seen ${form}` })),
    );
  lines.push(JSON.stringify({ level: 'error', message: `GET ${signed} of ${join(pictures, 'pear.jpg')}` }));
  lines.push('PASS plantedFtpCommand', 'Authorization: Bearer plantedBearer123');
  await writeFile(join(home, 'clipdesk.log'), `${lines.join('\n')}\n`);

  const path = join(home, 'out.json');
  await application.writeDiagnostics(path, false);
  const text = await readFile(path, 'utf8');
  const details = await api.support.details([stuck.id]);
  for (const told of [text, details]) {
    for (const secret of [PLANTED.clientToken, PLANTED.sessionToken, PLANTED.ftpPassword, PROXY])
      for (const form of forms(secret)) expect(told).not.toContain(form);
    for (const word of ['planted', '://', 'client secret shoots', 'hidden-proxy', home])
      expect(told.toLowerCase()).not.toContain(word.toLowerCase());
  }
  const told: unknown = JSON.parse(text);
  expect(told).toMatchObject({
    schema: 'clipdesk-diagnostics',
    clipdesk: { version: '0.0.0' },
    accounts: [{ name: 'Studio Noord', kind: 'bright-river' }, { name: 'Library' }, { name: 'Site' }],
    jobs: [{ name: 'KW47 accessories', pictures: { here: 1 } }],
    queue: { rows: [{ kind: 'create-job', state: 'failed' }, {}, {}] },
    settings: { proxy: 'none' },
  });
  expect(text).toMatch(/"register\.sqlite": ?[1-9]/);
  expect(text).toContain('pear.jpg');
  expect(details).toContain('Make the job “KW47 accessories”');
  expect(details).toContain('State: failed');

  await expect(application.writeDiagnostics(path, false)).rejects.toThrow();
  await application.writeDiagnostics(join(home, 'full.json'), true);
  expect(await readFile(join(home, 'full.json'), 'utf8')).toContain('client secret shoots');
});

test('folders are taken out of paths, and words that only look like paths stay', () => {
  const options = { redactor: createRedactor(), fullPaths: false, folders: ['/srv/My Shoots/KW 47'] };
  const short = (text: string) => scrubText(text, options);
  expect(short('Cannot read /home/jan/Pictures/a.tif here')).toBe('Cannot read a.tif here');
  expect(short('/srv/My Shoots/KW 47/b 1.tif')).toBe('b 1.tif');
  expect(short('C:\\Users\\jan\\c.tif and \\\\nas\\share\\d.tif')).toBe('c.tif and d.tif');
  expect(short('GET /jobs at 12/24, and/or')).toBe('GET /jobs at 12/24, and/or');
});
