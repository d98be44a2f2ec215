import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createHttpClient } from '../../src/main/adapters/http/http-client.ts';
import { createCrafter, type CrafterOptions } from '../../src/main/adapters/crafter/crafter.ts';
import {
  startCrafterStandIn,
  type CrafterStandIn,
} from '../../src/main/practice/crafter/crafter-stand-in.ts';
import {
  blueprintReasons,
  siteItem,
  type PracticeSite,
  type SiteItem,
} from '../../src/main/practice/crafter/site-content.ts';
import type { Workflow } from '../../src/main/ports/workflow.ts';

const pictures = join(import.meta.dirname, '../fixtures/pictures');

/** Five things that wait, in three categories; the product page takes its picture along. */
export function practiceSite(): PracticeSite & { item(path: string): SiteItem } {
  const items = [
    siteItem({ uri: '/site/website/index.xml', internalName: 'Home' }),
    siteItem({
      uri: '/site/website/lamps/index.xml',
      internalName: 'Lamps',
      submissionComment: 'New pictures for <b>autumn</b>',
      scheduledDate: '2026-12-01T08:00:00Z',
      dependents: ['/site/components/teaser.xml'],
    }),
    siteItem({ uri: '/site/components/teaser.xml', internalName: 'Teaser' }),
    siteItem({
      uri: '/static-assets/images/pear.jpg',
      internalName: 'pear.jpg',
      user: 'bob',
      userFirstName: 'Bob',
      userLastName: '',
    }),
    siteItem({ uri: '/static-assets/images/lamp-sage.jpg', internalName: 'lamp-sage.jpg' }),
    siteItem({ uri: '/site/website/draft/index.xml', internalName: 'Draft', submitted: false }),
  ];
  const byPath = new Map(items.map((item) => [item.uri, item]));
  return {
    id: 'shop',
    name: 'The shop',
    description: 'What we sell',
    items: byPath,
    mails: [],
    ready: blueprintReasons,
    content: (path) =>
      path.startsWith('/static-assets/') && byPath.has(path)
        ? readFileSync(join(pictures, basename(path)))
        : null,
    item(path) {
      const found = byPath.get(path);
      if (found === undefined) throw new Error(`no ${path}`);
      return found;
    },
  };
}

export interface CrafterFixture {
  readonly studio: CrafterStandIn;
  readonly site: ReturnType<typeof practiceSite>;
  open(options?: Partial<CrafterOptions>): Workflow;
  stop(): Promise<void>;
}

/** A publishing server with one site, and clients for it that are impatient enough for a test. */
export async function startCrafterFixture(): Promise<CrafterFixture> {
  const site = practiceSite();
  const studio = await startCrafterStandIn([site]);
  const http = createHttpClient({ connectTimeout: 2000, headersTimeout: 2000, bodyTimeout: 2000 });
  return {
    studio,
    site,
    open: (options = {}) =>
      createCrafter({
        baseUrl: studio.api,
        user: studio.user,
        password: async () => studio.password,
        clock: { now: () => 0 },
        http,
        ...options,
      }),
    async stop() {
      await http.close();
      await studio.stop();
    },
  };
}
