import { z } from 'zod';
import type { AffectedPath, ItemMark, StudioSite, WaitingItem } from '../../../preload/contract/index.ts';
import { withoutMarkup } from '../http/answer-words.ts';
import { dateOrNull, flag, list, text } from '../http/tolerant.ts';

const plain = text.transform((value) => withoutMarkup(value).replace(/\s+/g, ' ').trim());

const siteSchema = z
  .object({ site_id: text, siteId: text, name: plain, description: plain })
  .transform(({ site_id, siteId, name, description }): StudioSite => {
    // The reference says `site_id`; the server's own answers have `siteId` beside a number `id`.
    const id = siteId === '' ? site_id : siteId;
    return { id, name: name === '' ? id : name, description };
  });

/** `site/get-per-user`: sites without an id are left out. */
export const sitesSchema = z
  .object({ sites: list(siteSchema) })
  .transform(({ sites }) => sites.filter(({ id }) => id !== ''));

interface Node {
  readonly item: WaitingItem;
  readonly submitted: boolean;
  readonly children: readonly Node[];
}

const isFileName = /\.[a-z0-9]{2,5}$/i;

/** The path a rejection names: `uri` is the whole one, `path` its folder; an answer without `uri` may have the whole one in `path`. */
function wholePath(uri: string, path: string, name: string): string {
  if (uri.startsWith('/')) return uri;
  if (!isFileName.test(name) || isFileName.test(path)) return path;
  return `${path.replace(/\/+$/, '')}/${name}`;
}

const pictureName = /\.(jpe?g|png|gif|webp|avif|svg|tiff?)$/i;

const nodeSchema: z.ZodType<Node> = z
  .object({
    name: plain,
    internalName: plain,
    uri: text,
    path: text,
    browserUri: z.string().nullish().catch(null),
    mimeType: text,
    user: plain,
    userFirstName: plain,
    userLastName: plain,
    submissionComment: plain,
    scheduledDate: text,
    lastEditDate: text,
    eventDate: text,
    size: text,
    submitted: z.unknown().optional(),
    isSubmitted: flag,
    isPage: flag,
    page: flag,
    get children() {
      return list(nodeSchema);
    },
  })
  .transform((read): Node => {
    const path = wholePath(read.uri, read.path, read.name);
    const person = [read.userFirstName, read.userLastName].filter((part) => part !== '').join(' ');
    const edited = read.lastEditDate === '' ? read.eventDate : read.lastEditDate;
    const isPage = read.isPage || read.page;
    return {
      item: {
        path,
        label: read.internalName || read.name || path,
        category: '',
        pagePath: isPage && typeof read.browserUri === 'string' ? read.browserUri || '/' : null,
        mimeType: read.mimeType,
        isPicture: read.mimeType.startsWith('image/') || pictureName.test(path),
        lastEditedBy: person || read.user,
        lastEditedAt: dateOrNull.parse(edited),
        submissionComment: read.submissionComment,
        scheduledDate: dateOrNull.parse(read.scheduledDate) === null ? null : read.scheduledDate,
        mark: JSON.stringify([edited, read.user, read.size]) as ItemMark,
      },
      // Where the server does not say, being in this list says it.
      submitted: read.submitted === undefined || flag.parse(read.submitted) || read.isSubmitted,
      children: read.children,
    };
  });

function* leaves(nodes: readonly Node[], category: string): Iterable<WaitingItem> {
  for (const { item, submitted, children } of nodes) {
    if (submitted && item.path !== '') yield { ...item, category };
    yield* leaves(children, category);
  }
}

/** `workflow/get-go-live-items`: categories around items, items within items; each path once, in the server's order. */
export const waitingSchema = z.object({ documents: list(nodeSchema) }).transform(({ documents }) => {
  const found = documents.flatMap(({ item, children, submitted }) =>
    // A server that puts items where the documents have categories is understood too.
    children.length === 0 && submitted && /\.[a-z0-9]+$/i.test(item.path)
      ? [item]
      : [...leaves(children, item.label)],
  );
  return [...new Map(found.map((item) => [item.path, item])).values()];
});

/** `workflow/get-workflow-affected-paths`. */
export const affectedSchema = z
  .object({ items: list(z.object({ path: text, uri: text, name: plain, internalName: plain })) })
  .transform(({ items }) =>
    items
      .map(({ path, uri, name, internalName }): AffectedPath => ({
        path: path || uri,
        label: internalName || name || path || uri,
      }))
      .filter(({ path }) => path !== ''),
  );

/** The `result` of a workflow call. Only a real `true` is success. */
export const resultSchema = z.object({ success: z.unknown(), message: text }).transform((read) => ({
  success: typeof read.success === 'boolean' ? read.success : null,
  message: read.message,
}));
