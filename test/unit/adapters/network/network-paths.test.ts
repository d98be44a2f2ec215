import { expect, test } from 'vitest';
import { isBypassed } from '../../../../src/main/adapters/network/bypass-list.ts';
import { createNetworkPaths, type Environment } from '../../../../src/main/adapters/network/network-paths.ts';
import type { NetworkPath } from '../../../../src/main/ports/network-path.ts';
import type { ProxySettings } from '../../../../src/preload/contract/index.ts';

type Protocol = 'http' | 'https' | 'ftp';

function wayTo(
  protocol: Protocol,
  host: string,
  given: { readonly settings?: ProxySettings; readonly environment?: Environment; readonly system?: string },
): Promise<NetworkPath> {
  return createNetworkPaths({
    settings: () => Promise.resolve(given.settings ?? { kind: 'system' }),
    password: () => Promise.resolve('secret'),
    environment: given.environment ?? {},
    system: () => Promise.resolve(given.system ?? null),
  }).pathTo({ protocol, host });
}

const direct = { kind: 'direct' };

test('nothing set means direct', async () => {
  expect(await wayTo('https', 'api.example', {})).toEqual(direct);
});

test('a proxy by hand is taken for everything, with the password of the keychain', async () => {
  const settings = { kind: 'socks5', host: 'proxy.example', port: 1080, user: 'anna' } as const;
  const proxy = {
    kind: 'socks5',
    host: 'proxy.example',
    port: 1080,
    login: { user: 'anna', password: 'secret' },
  };
  for (const protocol of ['http', 'https', 'ftp'] as const)
    expect(await wayTo(protocol, 'api.example', { settings })).toEqual(proxy);
});

test('this computer is always reached directly', async () => {
  const settings = { kind: 'http', host: 'proxy.example', port: 8080, user: '' } as const;
  const environment = { ALL_PROXY: 'http://proxy.example' };
  for (const host of ['127.0.0.1', '127.8.1.2', 'localhost', '[::1]', '::1']) {
    expect(await wayTo('https', host, { settings })).toEqual(direct);
    expect(await wayTo('ftp', host, { environment })).toEqual(direct);
  }
});

test('“none” ignores the environment and the system', async () => {
  const environment = { HTTPS_PROXY: 'http://proxy.example' };
  expect(
    await wayTo('https', 'api.example', { settings: { kind: 'none' }, environment, system: 'PROXY p:1' }),
  ).toEqual(direct);
});

test.each<[Protocol, Environment, object]>([
  [
    'https',
    { HTTPS_PROXY: 'http://p.example:8080' },
    { kind: 'http-proxy', host: 'p.example', port: 8080, login: null },
  ],
  [
    'https',
    { https_proxy: 'p.example:80' },
    { kind: 'http-proxy', host: 'p.example', port: 80, login: null },
  ],
  [
    'https',
    { https_proxy: 'low.example', HTTPS_PROXY: 'up.example' },
    { kind: 'http-proxy', host: 'low.example', port: 3128, login: null },
  ],
  ['https', { HTTP_PROXY: 'http://p.example' }, direct],
  [
    'https',
    { ALL_PROXY: 'socks5h://p.example' },
    { kind: 'socks5', host: 'p.example', port: 1080, login: null },
  ],
  ['ftp', { HTTPS_PROXY: 'http://p.example' }, direct],
  [
    'ftp',
    { ftp_proxy: 'socks5://a%40b:c%3Ad@p.example:1' },
    { kind: 'socks5', host: 'p.example', port: 1, login: { user: 'a@b', password: 'c:d' } },
  ],
  [
    'https',
    { HTTPS_PROXY: 'https://p.example' },
    { kind: 'http-proxy', host: 'p.example', port: 443, login: null, secure: true },
  ],
  ['https', { HTTPS_PROXY: 'http://p.example', NO_PROXY: 'other,.example' }, direct],
  ['https', { HTTPS_PROXY: '' }, direct],
])('%s with %j goes by %j', async (protocol, environment, way) => {
  expect(await wayTo(protocol, 'api.example', { environment })).toEqual(way);
});

test('a proxy nobody can read is said, without its password', async () => {
  const environment = { HTTPS_PROXY: 'gopher://anna:hush@p.example' };
  const failure = wayTo('https', 'api.example', { environment });
  await expect(failure).rejects.toMatchObject({ code: 'bad_proxy', action: 'person' });
  await expect(failure).rejects.not.toThrow(/hush/);
});

test.each([
  ['DIRECT', direct],
  ['PROXY p.example:8080; DIRECT', { kind: 'http-proxy', host: 'p.example', port: 8080, login: null }],
  ['QUIC q:1; SOCKS5 s.example:9', { kind: 'socks5', host: 's.example', port: 9, login: null }],
  ['', direct],
])('the system’s answer “%s”', async (system, way) => {
  expect(await wayTo('https', 'api.example', { system })).toEqual(way);
});

test.each([
  ['api.example', 'api.example', true],
  ['api.example', 'EXAMPLE', true],
  ['api.example', '.example', true],
  ['api.example', '*.example', true],
  ['badexample', 'example', false],
  ['api.example', 'other, api.example:8080', true],
  ['api.example', '*', true],
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['[fe80::1]', 'fe80::/10', true],
  ['10.1.2.3', '2.3', false],
  ['api.example', '', false],
])('%s beside NO_PROXY “%s”: %s', (host, list, bypassed) => {
  expect(isBypassed(host, list)).toBe(bypassed);
});
