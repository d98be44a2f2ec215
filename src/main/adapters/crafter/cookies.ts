/** A server that sets more than this is not kept company with. */
const mostCookies = 30;
const longestCookie = 4096;

const pair = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([^;]*)/;

/** True when the attributes say that the cookie is to be forgotten. */
function isOver(attributes: string, now: number): boolean {
  const age = /;\s*max-age\s*=\s*(-?\d+)/i.exec(attributes)?.[1];
  if (age !== undefined) return Number(age) <= 0;
  const expires = Date.parse(/;\s*expires\s*=\s*([^;]+)/i.exec(attributes)?.[1] ?? '');
  return !Number.isNaN(expires) && expires <= now;
}

/** The cookies of one session, in memory only. They go to the host that set them and to no other: the HTTP client sees to it. */
export interface Cookies {
  /** Takes what an answer sets. @param lines values of `Set-Cookie` */
  take(lines: readonly string[], now: number): void;
  get(name: string): string | null;
  /** As the `Cookie` header wants them. */
  header(): string;
  /** What must never be shown. */
  values(): readonly string[];
}

export function createCookies(first: Readonly<Record<string, string>>): Cookies {
  const jar = new Map(Object.entries(first));
  return {
    take(lines, now) {
      for (const line of lines) {
        const [whole, name = '', value = ''] = pair.exec(line) ?? [];
        if (whole === undefined || whole.length > longestCookie) continue;
        if (isOver(line.slice(whole.length), now)) jar.delete(name);
        else if (jar.has(name) || jar.size < mostCookies) jar.set(name, value.trim());
      }
    },
    get: (name) => jar.get(name) ?? null,
    header: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    values: () => [...jar.values()],
  };
}
