import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { UNMET } from '../../../src/main/hosts/unmet-failures.ts';
import { profileFiles } from '../../../src/main/ports/profile-files.ts';
import { waitForMatch, waitForPictures, waitForText } from './in-page.ts';
import type { StartedProcess } from './started-process.ts';

export type HostKind = 'chromium' | 'electron';

/** Clipdesk as a person has it in front of them: what they see, and what their hands do. */
export interface App {
  readonly host: HostKind;
  readonly home: string;
  readonly page: Page;
  readonly process: StartedProcess;
  /** Drops real files and folders of the disk, from outside of the window, onto the middle of `selector` (default: the page). */
  dropFiles(paths: readonly string[], selector?: string): Promise<void>;
  /** Holds real files and folders over the middle of the window without letting them go. */
  holdFiles(paths: readonly string[]): Promise<void>;
  /** One key, with modifiers in front: `a`, `Enter`, `ArrowRight`, `Control+Enter`. */
  press(keys: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Clicks the middle of what has this accessible name (and role, e.g. `button`), once it is there, at rest and enabled. */
  click(name: string, role?: string): Promise<void>;
  /** The same for the first element of a CSS selector, where a name alone does not do. */
  clickOn(selector: string): Promise<void>;
  /** Waits until an element of the CSS selector is visible. */
  wait(selector: string, patience?: number): Promise<void>;
  /** Waits until no element of the CSS selector is visible any more. */
  waitGone(selector: string): Promise<void>;
  /** Replaces what is in the field of this label. */
  fill(label: string, text: string): Promise<void>;
  /** The element of this accessible name (and role), once it is there and visible. */
  find(name: string, role?: string, patience?: number): Promise<ElementHandle>;
  /** The text of the first element of the selector, once it is there. */
  text(selector: string): Promise<string>;
  /** The texts of all elements of the selector there are now. */
  texts(selector: string): Promise<readonly string[]>;
  /** Presses the mouse at a place of an element (fractions of its width and height) and releases it at another. */
  drag(selector: string, from: Place, to?: Place): Promise<void>;
  /** Waits until the text can be read in the window. Capitals and white space do not count. */
  see(text: string, patience?: number): Promise<void>;
  /** Waits until the pattern is found in the text of the window, and gives what it found. */
  read(pattern: RegExp, patience?: number): Promise<readonly string[]>;
  /** Waits until the text can be read no more. */
  seeNoMore(text: string, patience?: number): Promise<void>;
  /** Waits until so many images of the selector are drawn. */
  seePictures(selector: string, atLeast: number, patience?: number): Promise<void>;
  /** Saves `<name>.png` and gives its path. */
  screenshot(name: string): Promise<string>;
  /** What the person will choose in the next file dialog. */
  chooseNext(paths: readonly string[]): Promise<void>;
  /** Asks Clipdesk to end, as closing it does, and gives the exit code. Throws when it failed, or a failure in it was met by nobody. */
  close(): Promise<number | null>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface AppParts {
  readonly host: HostKind;
  readonly home: string;
  readonly browser: Browser;
  readonly page: Page;
  readonly process: StartedProcess;
  readonly screenshots: string;
  chooseNext(paths: readonly string[]): Promise<void>;
  cleanUp(): Promise<void>;
}

/** Runs in the window: a button that says why it cannot be pressed now is not pressed. */
function isReady(node: unknown): boolean {
  const { ariaDisabled } = node as { readonly ariaDisabled?: string | null };
  return ariaDisabled !== 'true';
}

/** Milliseconds for something to appear; work over the network gets its own patience. */
const PATIENCE = 15_000;

export function makeApp(parts: AppParts): App {
  const { page, browser, process: started } = parts;

  const locator = (name: string, role?: string, patience = PATIENCE) => {
    const roleTest = role === undefined ? '' : `[role="${role}"]`;
    return page.locator(`::-p-aria([name="${name.replaceAll('"', '\\"')}"]${roleTest})`).setTimeout(patience);
  };

  async function boxOf(selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const element = await page.waitForSelector(selector, { visible: true, timeout: PATIENCE });
    const box = await element?.boundingBox();
    if (box === null || box === undefined) throw new Error(`${selector} has no place on the screen`);
    return box;
  }

  async function textsOf(selector: string): Promise<readonly string[]> {
    const found = await page.evaluate(
      `Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (node) => node.textContent.trim())`,
    );
    return found as string[];
  }

  async function expectText(text: string, wanted: boolean, patience: number): Promise<void> {
    if (await page.evaluate(waitForText, text, wanted, patience)) return;
    const shown = await page.evaluate('document.body.innerText');
    throw new Error(
      `“${text}” was ${wanted ? 'not' : 'still'} to be read after ${String(patience)} ms. The window showed:\n${String(shown)}`,
    );
  }

  async function drag(
    paths: readonly string[],
    selector: string,
    types: readonly ('dragEnter' | 'dragOver' | 'drop')[],
  ): Promise<void> {
    const box = await boxOf(selector);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await page.createCDPSession();
    try {
      const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
      for (const type of types) await session.send('Input.dispatchDragEvent', { type, ...at, data });
    } finally {
      await session.detach();
    }
  }

  return {
    host: parts.host,
    home: parts.home,
    page,
    process: started,

    holdFiles: (paths) => drag(paths, 'body', ['dragEnter', 'dragOver']),
    dropFiles: (paths, selector = 'body') => drag(paths, selector, ['dragEnter', 'dragOver', 'drop']),

    async press(keys) {
      const parts = keys === '+' ? ['+'] : keys.split('+');
      const key = parts.pop() as KeyInput;
      for (const modifier of parts) await page.keyboard.down(modifier as KeyInput);
      try {
        await page.keyboard.press(key);
      } finally {
        for (const modifier of parts.reverse()) await page.keyboard.up(modifier as KeyInput);
      }
    },

    type: (text) => page.keyboard.type(text),
    click: (name, role) => locator(name, role).filter(isReady).click(),
    clickOn: (selector) => page.locator(selector).setTimeout(PATIENCE).filter(isReady).click(),

    async waitGone(selector) {
      await page.waitForSelector(selector, { hidden: true, timeout: PATIENCE });
    },

    async wait(selector, patience = PATIENCE) {
      await page.waitForSelector(selector, { visible: true, timeout: patience });
    },

    async fill(label, text) {
      const element = await locator(label).waitHandle();
      await element.click({ count: 3 });
      await page.keyboard.down('Control');
      await page.keyboard.press('a');
      await page.keyboard.up('Control');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(text);
      await element.dispose();
    },

    find: (name, role, patience) => locator(name, role, patience).waitHandle(),

    async text(selector) {
      await page.waitForSelector(selector, { visible: true, timeout: PATIENCE });
      const [text = ''] = await textsOf(selector);
      return text;
    },

    texts: (selector) => textsOf(selector),

    async read(pattern, patience = PATIENCE) {
      const found = await page.evaluate(waitForMatch, pattern.source, pattern.flags, patience);
      if (found !== null) return found;
      const shown = String(await page.evaluate('document.body.innerText'));
      throw new Error(`${String(pattern)} was not to be read. The window showed:\n${shown}`);
    },

    async drag(selector, from, to = from) {
      const box = await boxOf(selector);
      await page.mouse.move(box.x + box.width * from.x, box.y + box.height * from.y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * to.x, box.y + box.height * to.y, { steps: 8 });
      await page.mouse.up();
    },

    see: (text, patience = PATIENCE) => expectText(text, true, patience),
    seeNoMore: (text, patience = PATIENCE) => expectText(text, false, patience),

    async seePictures(selector, atLeast, patience = PATIENCE) {
      if (await page.evaluate(waitForPictures, selector, atLeast, patience)) return;
      throw new Error(
        `${String(atLeast)} pictures of ${selector} were not drawn after ${String(patience)} ms`,
      );
    },

    async screenshot(name) {
      await mkdir(parts.screenshots, { recursive: true });
      const path = join(parts.screenshots, `${name}.png`) as `${string}.png`;
      await page.screenshot({ path });
      return path;
    },

    chooseNext: (paths) => parts.chooseNext(paths.map((path) => resolve(path))),

    async close() {
      await browser.disconnect();
      if (started.child.exitCode === null) started.child.kill('SIGTERM');
      const code = await started.ended;
      await parts.cleanUp();
      if (code !== 0 && code !== null)
        throw new Error(`Clipdesk ended with ${String(code)} and had printed:\n${started.printed()}`);
      const log = await readFile(join(parts.home, profileFiles.log), 'utf8').catch(() => '');
      const unmet = log.split('\n').filter((line) => line.includes(UNMET));
      if (unmet.length > 0) throw new Error(unmet.join('\n'));
      return code;
    },
  };
}
