/*
 * Functions that run in the window. They are sent as text, so each one stands alone; the window's policy forbids
 * everything that makes code of text inside of the page, which the DevTools protocol itself does not need.
 */

interface PageScope {
  readonly document: { readonly body: { readonly innerText: string } };
  readonly MutationObserver: new (run: () => void) => {
    observe(target: unknown, options: Readonly<Record<string, boolean>>): void;
    disconnect(): void;
  };
  setTimeout(run: () => void, milliseconds: number): number;
}

/** Resolves with true when the text is (or is no more) on the page, with false after `patience` milliseconds. Capitals and white space do not count. */
export function waitForText(text: string, wanted: boolean, patience: number): Promise<boolean> {
  const scope = globalThis as unknown as PageScope;
  const plain = (value: string): string => value.replace(/\s+/g, ' ').toLowerCase();
  const isThere = (): boolean => plain(scope.document.body.innerText).includes(plain(text));
  return new Promise((resolve) => {
    if (isThere() === wanted) {
      resolve(true);
      return;
    }
    const settle = (found: boolean): void => {
      observer.disconnect();
      resolve(found);
    };
    const observer = new scope.MutationObserver(() => {
      if (isThere() === wanted) settle(true);
    });
    observer.observe(scope.document, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
    scope.setTimeout(() => settle(isThere() === wanted), patience);
  });
}
