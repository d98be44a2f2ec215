import type { CDPSession } from 'puppeteer-core';
import { pageHeaders } from '../page-headers.ts';
import type { PageSource } from '../page-source.ts';

export interface PageServerOptions {
  readonly session: CDPSession;
  readonly topFrameId: string;
  /** e.g. `https://clipdesk.internal` */
  readonly origin: string;
  readonly source: PageSource;
}

/**
 * Answers everything the window asks for through the DevTools protocol: our own origin from `source`, every other
 * address not at all. There is no server and no port. The top frame shows our one page and goes nowhere else.
 */
export async function servePage(options: PageServerOptions): Promise<void> {
  const { session, topFrameId, origin, source } = options;

  session.on('Fetch.requestPaused', (event) => {
    const { requestId, request, resourceType, frameId } = event;
    const refuse = (errorReason: 'Aborted' | 'BlockedByClient') =>
      session.send('Fetch.failRequest', { requestId, errorReason });
    const respond = async (): Promise<void> => {
      const url = URL.canParse(request.url) ? new URL(request.url) : null;
      const isOurs = url?.origin === origin && request.method === 'GET';
      if (resourceType === 'Document') {
        // Aborted, unlike blocked, leaves the window on the page it shows. No page of ours has frames.
        if (!isOurs || frameId !== topFrameId || !['/', '/index.html'].includes(url.pathname)) {
          await refuse('Aborted');
          return;
        }
      } else if (!isOurs) {
        await refuse('BlockedByClient');
        return;
      }
      const answer = await source.get(url);
      await session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: answer.status,
        responseHeaders: Object.entries(pageHeaders(answer.type, answer.cacheControl)).map(
          ([name, value]) => ({
            name,
            value,
          }),
        ),
        body: Buffer.from(answer.body).toString('base64'),
      });
    };
    // The request may be gone (navigation, closed window) before its answer is there.
    respond().catch(() => undefined);
  });

  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}
