/** One item of the practice site. */
export interface SiteItem {
  readonly uri: string;
  readonly internalName: string;
  readonly category: 'Pages' | 'Components' | 'Assets';
  readonly browserUri: string | null;
  readonly mimeType: string;
  user: string;
  userFirstName: string;
  userLastName: string;
  /** ISO 8601. */
  lastEditDate: string;
  submitted: boolean;
  submissionComment: string;
  scheduledDate: string | null;
  /** Items that go with it: a rejection rejects them too. */
  readonly dependents: readonly string[];
}

/** A mail to whoever edited a rejected item last. */
export interface RejectionMail {
  readonly to: string;
  readonly paths: readonly string[];
  readonly reason: string;
}

export interface PracticeSite {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly items: Map<string, SiteItem>;
  readonly mails: RejectionMail[];
  readonly ready: Readonly<Record<string, string>>;
  /** Bytes of an asset by its path. */
  content(path: string): Uint8Array | null;
}

/** What an item says where nothing else was asked for. */
export function siteItem(
  item: Pick<SiteItem, 'uri' | 'internalName'> & Partial<Omit<SiteItem, 'uri' | 'internalName'>>,
): SiteItem {
  const isAsset = item.uri.startsWith('/static-assets/');
  const isPage = item.uri.startsWith('/site/website/');
  return {
    category: isAsset ? 'Assets' : isPage ? 'Pages' : 'Components',
    browserUri: isPage ? item.uri.replace(/^\/site\/website|\/index\.xml$/g, '') : null,
    mimeType: isAsset ? 'image/jpeg' : 'application/xml',
    user: 'ada',
    userFirstName: 'Ada',
    userLastName: 'Byron',
    lastEditDate: '2026-11-20T09:30:00Z',
    submitted: true,
    submissionComment: '',
    scheduledDate: null,
    dependents: [],
    ...item,
  };
}

/** The reasons of the blueprint's notification settings. */
export const blueprintReasons: Readonly<Record<string, string>> = {
  NotApproved: 'Content is not approved for publishing.',
  Typos: 'Please correct the spelling and send it again.',
  IB: 'The branding is not ours: use the pictures from the brand library.',
  BrokenLinks: 'Some links lead nowhere.',
  NSOA: 'The page does not meet our section standards.',
};

/** All that a rejection takes along: the items, and what depends on them. */
export function withDependents(site: PracticeSite, paths: readonly string[]): readonly SiteItem[] {
  const found = new Set<SiteItem>();
  const visit = (path: string): void => {
    const item = site.items.get(path);
    if (item === undefined || found.has(item)) return;
    found.add(item);
    item.dependents.forEach(visit);
  };
  paths.forEach(visit);
  return [...found];
}

/** Back to draft, and a mail to whoever edited it last. */
export function rejectItems(site: PracticeSite, paths: readonly string[], reason: string): void {
  const touched = withDependents(site, paths);
  for (const item of touched) {
    item.submitted = false;
    item.scheduledDate = null;
  }
  for (const to of new Set(touched.map((item) => item.user)))
    site.mails.push({
      to,
      paths: touched.filter((item) => item.user === to).map((item) => item.uri),
      reason,
    });
}

function document(item: Readonly<SiteItem>): Readonly<Record<string, unknown>> {
  const { category: _, dependents: __, ...members } = item;
  const slash = item.uri.lastIndexOf('/');
  return {
    ...members,
    name: item.uri.slice(slash + 1),
    path: item.uri.slice(0, slash),
    page: item.category === 'Pages',
    asset: item.category === 'Assets',
    isSubmitted: item.submitted,
    eventDate: item.lastEditDate,
    numOfChildren: 0,
    children: [],
  };
}

/** The answer of `get-go-live-items`: categories around the items. */
export function waitingDocument(site: PracticeSite, mayPublish: boolean): Readonly<Record<string, unknown>> {
  const waiting = mayPublish ? [...site.items.values()].filter((item) => item.submitted) : [];
  const documents = (['Pages', 'Components', 'Assets'] as const).map((category) => {
    const children = waiting.filter((item) => item.category === category).map(document);
    return {
      name: category,
      internalName: category,
      submitted: false,
      numOfChildren: children.length,
      children,
    };
  });
  return { total: waiting.length, sortedBy: 'eventDate', ascending: 'false', documents };
}
