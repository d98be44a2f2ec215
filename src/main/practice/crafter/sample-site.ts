import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { startCrafterStandIn } from './crafter-stand-in.ts';
import { blueprintReasons, siteItem, type PracticeSite, type SiteItem } from './site-content.ts';

const title = (path: string): string =>
  basename(path)
    .replace(/\.[^.]+$/, '')
    .replaceAll('-', ' ');

/** A small shop whose pages and pictures wait for approval, made of the sample photographs. @param photographs absolute paths */
export function sampleSite(photographs: readonly string[]): PracticeSite {
  const assets = new Map(photographs.map((path) => [`/static-assets/images/${basename(path)}`, path]));
  const items: readonly SiteItem[] = [
    siteItem({ uri: '/site/website/index.xml', internalName: 'Home' }),
    ...photographs.slice(0, 3).map((path, index) =>
      siteItem({
        uri: `/site/website/${basename(path).replace(/\.[^.]+$/, '')}/index.xml`,
        internalName: `Page about the ${title(path)}`,
        submissionComment: index === 0 ? 'New photographs for the season' : '',
        scheduledDate: index === 1 ? '2030-01-07T08:00:00Z' : null,
        dependents: [`/static-assets/images/${basename(path)}`],
      }),
    ),
    ...[...assets.keys()].map((uri) => siteItem({ uri, internalName: basename(uri) })),
  ];
  return {
    id: 'practice-shop',
    name: 'Practice shop',
    description: 'Pages and pictures to practise on',
    items: new Map(items.map((item) => [item.uri, item])),
    mails: [],
    ready: blueprintReasons,
    content(path) {
      const file = assets.get(path);
      return file === undefined ? null : readFileSync(file);
    },
  };
}

/** A publishing server with that shop, on loopback. */
export async function startPracticeSite(
  photographs: readonly string[],
  before?: { readonly port: number; readonly password: string },
) {
  const shop = sampleSite(photographs);
  const { api, user, password, ...server } = await startCrafterStandIn(
    [shop],
    before?.port,
    before?.password,
  );
  return { api, site: shop.id, user, password, stop: () => server.stop() };
}
