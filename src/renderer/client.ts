import type { AppApi, Bridge, ErrorData, PushEvents } from '../preload/contract/index.ts';

declare global {
  interface Window {
    /** Put there by the preload (Electron) or by the Chromium host before the window's own code runs. */
    readonly clipdesk: Bridge;
  }
}

/** A request the main process refused or could not carry out. `message` is a sentence for a person. */
export class ClientError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.name = 'ClientError';
    this.data = data;
  }
}

/**
 * What the contract promises, by area and method. The wire carries `unknown`; both sides are built from the same
 * contract, and the main process checks every argument with a schema.
 */
function areaOf(bridge: Bridge, area: string): object {
  return new Proxy(
    {},
    {
      get: (_target, method) => {
        // A promise looks for `then`: an area must not be mistaken for one.
        if (typeof method !== 'string' || method === 'then') return undefined;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          const answer = await bridge.request(`${area}.${method}`, args);
          if (answer.ok) return answer.value;
          throw new ClientError(answer.error);
        };
      },
    },
  );
}

/** The whole application as the window calls it. */
export function makeClient(bridge: Bridge): AppApi {
  return {
    accounts: areaOf(bridge, 'accounts') as AppApi['accounts'],
    jobs: areaOf(bridge, 'jobs') as AppApi['jobs'],
    downloads: areaOf(bridge, 'downloads') as AppApi['downloads'],
    reviews: areaOf(bridge, 'reviews') as AppApi['reviews'],
    inspect: areaOf(bridge, 'inspect') as AppApi['inspect'],
    compare: areaOf(bridge, 'compare') as AppApi['compare'],
    library: areaOf(bridge, 'library') as AppApi['library'],
    queue: areaOf(bridge, 'queue') as AppApi['queue'],
    watch: areaOf(bridge, 'watch') as AppApi['watch'],
    workflow: areaOf(bridge, 'workflow') as AppApi['workflow'],
    system: areaOf(bridge, 'system') as AppApi['system'],
    support: areaOf(bridge, 'support') as AppApi['support'],
  };
}

export const client: AppApi = makeClient(window.clipdesk);

/** Listens for one push; returns the unsubscribe. */
export function onPush<Name extends keyof PushEvents>(
  event: Name,
  listener: (value: PushEvents[Name]) => void,
): () => void {
  return window.clipdesk.onPush((push) => {
    if (push.event === event) listener(push.value as PushEvents[Name]);
  });
}

/** Anything thrown, as a sentence for a person. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof ClientError) return thrown.data.message;
  return 'Clipdesk could not do that. Nothing is lost; please try again.';
}
