import { rejectItems, waitingDocument, withDependents, type PracticeSite } from './site-content.ts';

/** Calls of the stand-in by the names of the documents. */
export type CrafterCall =
  | 'login'
  | 'validate-session'
  | 'get-per-user'
  | 'get-go-live-items'
  | 'get-workflow-affected-paths'
  | 'get-canned-message'
  | 'get-content-at-path'
  | 'reject';

export interface CrafterAnswer {
  readonly status: number;
  /** Sent as JSON, or as it is when it is bytes. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a call came with; its session and forgery token are checked already. */
export interface CrafterRequest {
  readonly query: URLSearchParams;
  readonly members: Readonly<Record<string, unknown>>;
}

export interface CrafterHouse {
  readonly sites: ReadonlyMap<string, PracticeSite>;
  readonly mayPublish: () => boolean;
  /** True: the literal `now` of the document is taken, as by the first 3.0; else it is a server error, as since 3.0.5. */
  readonly takesNow: () => boolean;
  /** Every rejection that was carried out, in order. */
  readonly rejected: {
    readonly site: string;
    readonly user: string;
    readonly paths: readonly string[];
    readonly reason: string;
  }[];
}

const invalid = (name: string): CrafterAnswer => ({
  status: 400,
  body: { message: `Invalid parameter(s): [${name}]` },
});

function result(success: boolean, message: string): CrafterAnswer {
  return { status: 200, body: { status: success ? 200 : 500, message, success, invalidateCache: success } };
}

const isoDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function rejectCall(
  house: CrafterHouse,
  site: PracticeSite,
  { query, members }: CrafterRequest,
): CrafterAnswer {
  const user = query.get('user') ?? '';
  if (user === '') return invalid('user');
  const { items, reason, scheduledDate } = members;
  if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return invalid('items');
  if (scheduledDate !== undefined && !(scheduledDate === 'now' && house.takesNow())) {
    if (typeof scheduledDate !== 'string' || !isoDateTime.test(scheduledDate))
      return { status: 500, body: { message: 'Text could not be parsed at index 0' } };
  }
  if (items.length === 0) return result(false, 'No items provided for preparation.');
  const unknown = items.find((path) => !site.items.has(path));
  if (unknown !== undefined) return result(false, `Content not found<br/> at ${unknown}`);
  const words = typeof reason === 'string' ? reason : '';
  rejectItems(site, items, words);
  house.rejected.push({ site: site.id, user, paths: items, reason: words });
  return result(
    true,
    'Rejection has been sent. Item(s) have NOT been pushed live and have returned to draft state.',
  );
}

/** Carries a call out. @returns null when it has no such site, item or text */
export function answerCall(
  house: CrafterHouse,
  call: CrafterCall,
  request: CrafterRequest,
): CrafterAnswer | null {
  const { query } = request;
  if (call === 'get-per-user') {
    const sites = [...house.sites.values()];
    return {
      status: 200,
      body: {
        sites: sites.map(({ id, name, description }, index) => ({
          id: index + 1,
          siteId: id,
          name,
          description,
        })),
        total: sites.length,
      },
    };
  }
  if (call === 'login' || call === 'validate-session') return { status: 200, body: { message: 'OK' } };
  const siteId = query.get('site_id') ?? query.get('site') ?? '';
  if (siteId === '') return invalid('site_id');
  const site = house.sites.get(siteId);
  if (site === undefined) return null;
  const path = query.get('path') ?? '';
  switch (call) {
    case 'get-go-live-items':
      return { status: 200, body: waitingDocument(site, house.mayPublish()) };
    case 'get-workflow-affected-paths': {
      if (path === '') return invalid('path');
      const items = withDependents(site, [path]).map(({ uri, browserUri, internalName }) => ({
        path: uri,
        browserUri,
        name: internalName,
      }));
      return { status: 200, body: { items } };
    }
    case 'get-canned-message': {
      const text = site.ready[query.get('type') ?? ''];
      return text === undefined ? null : { status: 200, body: text };
    }
    case 'get-content-at-path': {
      if (path === '') return invalid('path');
      const bytes = site.content(path);
      if (bytes === null) return null;
      return {
        status: 200,
        body: bytes,
        headers: { 'content-type': site.items.get(path)?.mimeType ?? 'application/octet-stream' },
      };
    }
    case 'reject':
      return rejectCall(house, site, request);
  }
}
