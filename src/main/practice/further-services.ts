import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PracticeFurther } from '../ports/application.ts';
import { startBlendVision } from './blendvision/blendvision-stand-in.ts';
import { startPracticeSite } from './crafter/sample-site.ts';

const addresses = z.object({
  library: z.object({ api: z.string(), token: z.string(), organisationId: z.string() }),
  site: z.object({ api: z.string(), site: z.string(), user: z.string(), password: z.string() }),
});

const pathIn = (home: string): string => join(home, 'further-services.json');

/** Where the library and the site of a home were reached last; null when none ever ran there. */
export function lastFurtherServices(home: string): PracticeFurther | null {
  try {
    const read = addresses.safeParse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** On the port used before while that is free, else on any. */
async function again<Server>(
  address: string | undefined,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  const before = address === undefined ? 0 : Number(new URL(address).port);
  if (before === 0) return start(0);
  return start(before).catch(() => start(0));
}

/**
 * The other services to practise on, beside the practice studio: a library to publish into and a site whose pages wait
 * for approval, on loopback. Addresses and throw-away logins stay the same; what they hold ends with them.
 */
export async function startFurtherServices(
  home: string,
  photographs: readonly string[],
): Promise<PracticeFurther & { stop(): Promise<void> }> {
  const last = lastFurtherServices(home);
  const library = await again(last?.library.api, (port) =>
    startBlendVision({ port, ...(last === null ? {} : { token: last.library.token }) }),
  );
  const site = await again(last?.site.api, (port) =>
    startPracticeSite(photographs, last === null ? undefined : { port, password: last.site.password }),
  );
  const further: PracticeFurther = {
    library: { api: library.api, token: library.token, organisationId: library.organisationId },
    site: { api: site.api, site: site.site, user: site.user, password: site.password },
  };
  await mkdir(home, { recursive: true });
  await writeFile(`${pathIn(home)}.new`, JSON.stringify(further), { mode: 0o600 });
  await rename(`${pathIn(home)}.new`, pathIn(home));
  return {
    ...further,
    async stop() {
      await Promise.all([library.stop(), site.stop()]);
    },
  };
}
