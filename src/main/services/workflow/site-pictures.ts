import { AppError } from '../../errors/app-error.ts';
import type { PageResponse } from '../../ports/host.ts';
import type { EncodedPicture, Images } from '../../ports/images.ts';
import type { DiskCache } from '../pictures/disk-cache.ts';
import { MemoryCache } from '../pictures/memory-cache.ts';
import { RequestLanes } from '../pictures/request-lanes.ts';
import { webType } from '../pictures/web-type.ts';
import { parseSitePicture } from './site-picture-address.ts';
import type { WorkflowConnections } from './workflow-connections.ts';

/** Bytes; a site's picture beyond that is not fetched to be looked at. */
export const largestPicture = 128 * 1024 * 1024;
/** Longest side shown, in pixels. */
const shownEdge = 1600;
const memoryBytes = 48 * 1024 * 1024;

function words(status: number, text: string): PageResponse {
  return { status, type: 'text/plain; charset=utf-8', body: Buffer.from(text), cacheControl: 'no-store' };
}

export interface SitePictures {
  /** Null for an address that is none of a site's picture. */
  answer(address: string): Promise<PageResponse | null>;
  stop(): void;
}

/**
 * Pictures that wait for approval, as the window can show them: nothing the site holds reaches it undecoded. What was shown
 * once stays on this disk, by site, path and version, for times without a network.
 */
export function createSitePictures(options: {
  readonly connections: WorkflowConnections;
  readonly images: Images;
  /** It exists only after the sites were made. */
  readonly disk: () => Pick<DiskCache, 'get' | 'put'>;
}): SitePictures {
  const { connections, images, disk } = options;
  const memory = new MemoryCache(memoryBytes);
  const lanes = new RequestLanes<PageResponse>(4);
  const stopping = new AbortController();

  const respond = ({ bytes, type }: EncodedPicture): PageResponse => ({
    status: 200,
    type,
    body: bytes,
    cacheControl: 'private, max-age=31536000, immutable',
  });

  const shown = async (bytes: Uint8Array): Promise<EncodedPicture | null> => {
    const type = webType(bytes);
    if (type === null) return images.reduced(bytes, shownEdge);
    return (await images.smaller(bytes, shownEdge)) ?? { bytes, type };
  };

  return {
    async answer(address) {
      const asked = parseSitePicture(address);
      if (asked === null) return null;
      const known = memory.get(address);
      if (known !== null) return respond(known);
      return lanes.get(address, async () => {
        const key = { site: asked.account, path: asked.path, version: asked.mark };
        const kept = await disk().get(key);
        const type = kept === null ? null : webType(kept);
        if (kept !== null && type !== null) {
          memory.put(address, { bytes: kept, type });
          return respond({ bytes: kept, type });
        }
        try {
          const { site } = await connections.account(asked.account);
          const { bytes } = await connections.ask(asked.account, (api) =>
            api.content(site, asked.path, largestPicture, stopping.signal),
          );
          const picture = await shown(bytes);
          if (picture === null) return words(404, 'This picture cannot be shown.');
          memory.put(address, picture);
          await disk().put(key, picture.bytes);
          return respond(picture);
        } catch (thrown) {
          const isGone = thrown instanceof AppError && thrown.action === 'gone';
          return words(isGone ? 404 : 503, 'The picture cannot be fetched now.');
        }
      });
    },
    stop() {
      stopping.abort();
    },
  };
}
