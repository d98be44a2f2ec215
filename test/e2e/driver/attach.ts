import type { Browser, Page } from 'puppeteer-core';
import type { StartedProcess } from './started-process.ts';

/** Connects to the started Clipdesk and finds its window; a Clipdesk nobody can attach to is ended again. */
export async function attachTo(
  connecting: () => Promise<Browser>,
  address: string,
  started: StartedProcess,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  try {
    const browser = await connecting();
    const target = await browser.waitForTarget((candidate) => candidate.url().startsWith(address));
    const page = await target.page();
    if (page === null) throw new Error('The window closed while the driver attached to it');
    return { browser, page };
  } catch (thrown) {
    started.child.kill('SIGTERM');
    await started.ended;
    throw thrown;
  }
}
