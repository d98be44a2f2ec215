import { AppError } from '../../errors/app-error.ts';
import type { NetworkPath, ProxyLogin } from '../../ports/network-path.ts';

const direct: NetworkPath = { kind: 'direct' };

/** Ports meant when an address names none, as curl takes them. */
const defaultPorts = { 'http-proxy': 3128, socks5: 1080 } as const;

function badProxy(where: string): AppError {
  return new AppError(
    'person',
    'bad_proxy',
    `The proxy in ${where} is not an address Clipdesk can use. It should look like http://proxy.example:3128 or socks5://proxy.example:1080.`,
  );
}

/**
 * The value of a proxy variable: `[http|https|socks5|socks5h|socks]://[user:password@]host[:port]`, the scheme may be
 * missing.
 * @throws AppError `bad_proxy`; the value, which may hold a password, is never part of the sentence
 */
export function parseProxyAddress(text: string, where: string): NetworkPath {
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) throw badProxy(where);
  const url = new URL(withScheme);
  const scheme = url.protocol.slice(0, -1);
  const kind = /^socks(5h?)?$/.test(scheme) ? 'socks5' : /^https?$/.test(scheme) ? 'http-proxy' : null;
  if (kind === null || url.hostname === '') throw badProxy(where);
  const named = /:(\d+)$/.exec(withScheme.replace(/^[^/]*\/\//, '').replace(/[/?#].*$/, ''));
  const port = named === null ? (scheme === 'https' ? 443 : defaultPorts[kind]) : Number(named[1]);
  return {
    kind,
    host: url.hostname,
    port,
    login: loginOf(url, where),
    ...(scheme === 'https' ? { secure: true } : {}),
  };
}

function loginOf(url: URL, where: string): ProxyLogin | null {
  if (url.username === '') return null;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw badProxy(where);
  }
}

/**
 * The answer of the system's proxy settings in the form of a PAC script: `PROXY host:port; SOCKS5 host:port; DIRECT`.
 * The first entry Clipdesk understands counts; without one it is direct.
 */
export function parsePacAnswer(answer: string): NetworkPath {
  for (const entry of answer.split(';')) {
    const [word = '', place = ''] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return direct;
    const scheme = { PROXY: 'http', HTTP: 'http', HTTPS: 'https', SOCKS: 'socks5', SOCKS5: 'socks5' }[
      word.toUpperCase()
    ];
    if (scheme === undefined || place === '') continue;
    try {
      return parseProxyAddress(`${scheme}://${place}`, 'the system settings');
    } catch {
      continue;
    }
  }
  return direct;
}
