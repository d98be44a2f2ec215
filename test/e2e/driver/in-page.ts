/*
 * Functions that run in the window. They are sent as text, so each one stands alone; the window's policy forbids
 * everything that makes code of text inside of the page, which the DevTools protocol itself does not need.
 */

interface PageScope {
  readonly document: {
    readonly body: { readonly innerText: string };
    querySelectorAll(
      selector: string,
    ): ArrayLike<{ readonly complete?: boolean; readonly naturalWidth?: number }>;
    addEventListener(event: string, run: () => void, capture: boolean): void;
    removeEventListener(event: string, run: () => void, capture: boolean): void;
  };
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

/** Resolves with true when at least `atLeast` images of the selector are loaded and decodable, with false after `patience` milliseconds. */
export function waitForPictures(selector: string, atLeast: number, patience: number): Promise<boolean> {
  const scope = globalThis as unknown as PageScope;
  const areThere = (): boolean =>
    Array.from(scope.document.querySelectorAll(selector)).filter(
      (image) => image.complete === true && (image.naturalWidth ?? 0) > 0,
    ).length >= atLeast;
  return new Promise((resolve) => {
    if (areThere()) {
      resolve(true);
      return;
    }
    const settle = (found: boolean): void => {
      observer.disconnect();
      scope.document.removeEventListener('load', look, true);
      resolve(found);
    };
    const look = (): void => {
      if (areThere()) settle(true);
    };
    const observer = new scope.MutationObserver(look);
    observer.observe(scope.document, { childList: true, subtree: true, attributes: true });
    // Images tell of themselves only on their own way down to them.
    scope.document.addEventListener('load', look, true);
    scope.setTimeout(() => settle(areThere()), patience);
  });
}

/** Resolves with what a regular expression finds in the text of the page, with null when it found nothing for `patience` milliseconds. */
export function waitForMatch(source: string, flags: string, patience: number): Promise<string[] | null> {
  const scope = globalThis as unknown as PageScope;
  const find = (): string[] | null => {
    const match = new RegExp(source, flags).exec(scope.document.body.innerText);
    return match === null ? null : Array.from(match, (part: string | undefined) => part ?? '');
  };
  return new Promise((resolve) => {
    const first = find();
    if (first !== null) {
      resolve(first);
      return;
    }
    const observer = new scope.MutationObserver(() => {
      const found = find();
      if (found === null) return;
      observer.disconnect();
      resolve(found);
    });
    observer.observe(scope.document, { childList: true, subtree: true, characterData: true });
    scope.setTimeout(() => {
      observer.disconnect();
      resolve(find());
    }, patience);
  });
}
