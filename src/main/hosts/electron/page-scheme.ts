import { protocol } from 'electron';
import type { Session } from 'electron';
import { pageHeaders } from '../page-headers.ts';
import type { PageSource } from '../page-source.ts';

const SCHEME = 'clipdesk';

/** The origin of the window's page, as `WebFrameMain.origin` says it. */
export const ORIGIN = `${SCHEME}://app`;

/** To be called before the application is ready: later Electron refuses it. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers the page's own addresses from `source`; whatever else the page asks for fails. */
export function servePage(session: Session, source: PageSource): void {
  session.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.host !== 'app') return new Response('Not found', { status: 404 });
    const answer = await source.get(url);
    return new Response(new Uint8Array(answer.body), {
      status: answer.status,
      headers: pageHeaders(answer.type, answer.cacheControl),
    });
  });
  const elsewhere = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*', 'ftp://*/*'];
  session.webRequest.onBeforeRequest({ urls: elsewhere }, (_details, callback) => callback({ cancel: true }));
}
