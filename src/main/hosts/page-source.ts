import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import type { Application } from '../ports/application.ts';
import type { PageResponse } from '../ports/host.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const notFound: PageResponse = {
  status: 404,
  type: 'text/plain; charset=utf-8',
  body: new TextEncoder().encode('Not found'),
  cacheControl: 'no-store',
};

export interface PageSource {
  /** Answers a GET of the window's own origin: `/pictures/…` from the application, everything else from the renderer's files. Never throws. */
  get(url: URL): Promise<PageResponse>;
}

/** `rendererFolder`: the built renderer, absolute. Nothing outside of it is ever read. */
export function createPageSource(
  rendererFolder: string,
  application: Pick<Application, 'picture'>,
): PageSource {
  const root = resolve(rendererFolder);

  async function file(pathname: string): Promise<PageResponse> {
    const name = pathname === '/' ? '/index.html' : decodeURIComponent(pathname);
    const path = resolve(root, `.${name}`);
    const type = types[extname(path).toLowerCase()];
    if (type === undefined || name.includes('\0') || !path.startsWith(root + sep)) return notFound;
    return {
      status: 200,
      type,
      body: await readFile(path),
      // Built names carry a hash of their content; only the page itself keeps its name.
      cacheControl: name.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    };
  }

  return {
    async get(url) {
      try {
        if (url.pathname.startsWith('/pictures/'))
          return await application.picture(url.pathname + url.search);
        return await file(url.pathname);
      } catch {
        return notFound;
      }
    },
  };
}
