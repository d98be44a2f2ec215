/** The CDP binding's name; the page never sees it, only the injected script does. */
export const BINDING = 'clipdeskBinding';

/** Where the injected script keeps what the host calls. */
export const RECEIVER = 'clipdesk.receiver';

/**
 * Runs in the page before any of its own code and makes `window.clipdesk`, as the preload does in Electron. A frame
 * inside the page gets nothing. This function is sent as text: it can use nothing from outside of itself.
 */
function installBridge(bindingName: string, receiverName: string): void {
  type Settle = (value: unknown) => void;
  // In the page this is a Window; the types of this side do not know one.
  const scope = globalThis as unknown as Record<string | symbol, unknown> & {
    readonly top: unknown;
    readonly self: unknown;
    addEventListener(name: string, listener: (event: PageEvent) => void): void;
  };
  interface PageEvent {
    readonly defaultPrevented: boolean;
    readonly dataTransfer: { dropEffect: string } | null;
    preventDefault(): void;
    composedPath(): readonly { readonly tagName?: string }[];
  }
  const send = scope[bindingName] as ((text: string) => void) | undefined;
  delete scope[bindingName];
  if (scope.top !== scope.self || send === undefined) return;

  const waiting = new Map<number, Settle>();
  const chosen = new Map<number, readonly unknown[]>();
  const listeners = new Set<(push: unknown) => void>();
  let last = 0;

  const ask = (message: Record<string, unknown>, files?: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      if (files !== undefined) chosen.set(last, files);
      send(JSON.stringify({ ...message, id: last }));
    });

  const bridge = {
    request: (method: unknown, args: unknown) => ask({ kind: 'request', method, args }),
    onPush(listener: (push: unknown) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    pathsOf: (files: Iterable<unknown>) => {
      const list = [...files];
      return list.length === 0 ? Promise.resolve([]) : ask({ kind: 'paths' }, list);
    },
  };

  const receiver = {
    answer(id: number, value: unknown) {
      waiting.get(id)?.(value);
      waiting.delete(id);
      chosen.delete(id);
    },
    push(pushes: readonly unknown[]) {
      for (const push of pushes) for (const listener of [...listeners]) listener(push);
    },
    files: (id: number) => chosen.get(id) ?? [],
  };

  // The browser closes what is opened in spite of this; the page's own way is shut already here.
  Object.defineProperty(scope, 'open', { value: () => null });
  Object.defineProperty(scope, 'clipdesk', { value: Object.freeze(bridge), enumerable: true });
  Object.defineProperty(scope, Symbol.for(receiverName), { value: Object.freeze(receiver) });

  // A link leads nowhere by itself, in this window or in another one.
  for (const name of ['click', 'auxclick']) {
    scope.addEventListener(name, (event) => {
      if (event.composedPath().some((node) => node.tagName?.toUpperCase() === 'A')) event.preventDefault();
    });
  }

  // A file dropped beside every target must not replace Clipdesk by that file.
  for (const name of ['dragover', 'drop']) {
    scope.addEventListener(name, (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    });
  }
}

/** The script for `Page.addScriptToEvaluateOnNewDocument`. */
export const bridgeScript = `(${installBridge.toString()})(${JSON.stringify(BINDING)}, ${JSON.stringify(RECEIVER)});`;
