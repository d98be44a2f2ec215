import type { Settings } from '../../../preload/contract/index.ts';
import { bandwidthText, parseBandwidth, parseProxy, proxyText } from '../setting-words.ts';
import type { Command } from '../command.ts';
import { done, type Result } from '../output.ts';
import { wholeNumber } from '../arguments.ts';
import { UsageError } from '../usage.ts';

/** The environment variable the password of a proxy is taken from; it is then kept in the keychain. */
const PASSWORD = 'CLIPDESK_PROXY_PASSWORD';

function shown({ bandwidth, proxy, connections }: Settings): Result {
  return done({ settings: { bandwidth, proxy, connections } }, [
    `bandwidth=${bandwidthText(bandwidth)}`,
    `proxy=${proxyText(proxy)}`,
    `connections=${String(connections)}`,
  ]);
}

/** @throws UsageError */
function changeOf(word: string): Partial<Settings> {
  const [name = '', ...rest] = word.split('=');
  const value = rest.join('=').trim();
  if (value === '') throw new UsageError(`“${word}” sets nothing: write NAME=VALUE.`);
  switch (name) {
    case 'bandwidth':
      return { bandwidth: parseBandwidth(value) };
    case 'proxy':
      return { proxy: parseProxy(value) };
    case 'connections': {
      const connections = wholeNumber(value, 'connections');
      if (connections < 1 || connections > 8) throw new UsageError('connections is 1 to 8.');
      return { connections };
    }
    default:
      throw new UsageError(`There is no setting “${name}”. One of: bandwidth, proxy, connections.`);
  }
}

const show: Command = async ({ api }) => shown(await api.system.settings());

/** Everything or nothing: one word that makes no sense changes no setting. */
const set: Command = async ({ api, words, environment }) => {
  if (words.length === 0) throw new UsageError('Set what? For instance bandwidth=2MB/s@08:00-18:00.');
  const change = words.map(changeOf).reduce((all, each) => ({ ...all, ...each }), {});
  const password = environment[PASSWORD] ?? '';
  if (change.proxy !== undefined) {
    const wantsLogin = 'user' in change.proxy && change.proxy.user !== '';
    if (wantsLogin && password === '')
      throw new UsageError(`The password of the proxy is missing: put it into ${PASSWORD}.`);
    await api.system.setProxyPassword(wantsLogin ? password : '');
  }
  return shown(await api.system.changeSettings(change));
};

export const settingsCommands: Readonly<Record<string, Command>> = { show, set };
