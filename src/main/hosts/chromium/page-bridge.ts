import type { CDPSession } from 'puppeteer-core';
import { z } from 'zod';
import type { Push } from '../../../preload/contract/index.ts';
import { isAllowedPeer } from '../../ipc/sender.ts';
import type { Router } from '../../ipc/router.ts';
import type { Peer } from '../../ports/host.ts';
import type { Log } from '../../ports/log.ts';
import { BINDING, bridgeScript, RECEIVER } from './injected-bridge.ts';
import { pathsOfFiles } from './page-chooser.ts';

/** Characters of one message; the largest honest one is a drop of some ten thousand paths. */
const LONGEST_MESSAGE = 16 * 1_048_576;

const message = z.union([
  z.strictObject({
    kind: z.literal('request'),
    id: z.int(),
    method: z.unknown(),
    args: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('paths'), id: z.int() }),
]);

/** What the browser says of an execution context (`ExecutionContextDescription.auxData`). */
const contextFacts = z.object({ frameId: z.string(), isDefault: z.boolean() });

export interface PageBridgeOptions {
  readonly session: CDPSession;
  /** The frame id of the window's top frame. */
  readonly topFrameId: string;
  readonly allowedOrigin: string;
  readonly router: Router;
  readonly log: Log;
}

export interface PageBridge {
  /** Resolves when the page has taken them; rejects when it is gone. */
  deliver(pushes: readonly Push[]): Promise<void>;
}

interface Context {
  readonly peer: Peer;
  readonly isMainWorld: boolean;
  readonly uniqueId: string;
}

/**
 * Carries requests of the page to the router and answers and pushes to the page. Who asks is read from the
 * execution context the browser names, never from the message.
 */
export async function connectPageBridge(options: PageBridgeOptions): Promise<PageBridge> {
  const { session, topFrameId, allowedOrigin, router, log } = options;
  const contexts = new Map<number, Context>();

  session.on('Runtime.executionContextCreated', ({ context }) => {
    const { frameId, isDefault } = contextFacts
      .catch({ frameId: '', isDefault: false })
      .parse(context.auxData);
    contexts.set(context.id, {
      peer: { origin: context.origin, isTopFrame: frameId === topFrameId },
      isMainWorld: isDefault,
      uniqueId: context.uniqueId,
    });
  });
  session.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
    for (const [id, context] of contexts)
      if (context.uniqueId === executionContextUniqueId) contexts.delete(id);
  });
  session.on('Runtime.executionContextsCleared', () => contexts.clear());

  const call = (contextId: number, name: 'answer' | 'push', args: readonly unknown[]): Promise<unknown> =>
    session.send('Runtime.callFunctionOn', {
      executionContextId: contextId,
      functionDeclaration: `function (...args) { globalThis[Symbol.for(${JSON.stringify(RECEIVER)})]?.${name}(...args); }`,
      arguments: args.map((value) => ({ value })),
      silent: true,
    });

  async function answer(contextId: number, payload: string): Promise<void> {
    const context = contexts.get(contextId);
    // A context that is not known (any more) is nobody's: an origin no rule allows.
    const peer: Peer =
      context?.isMainWorld === true
        ? context.peer
        : { origin: '', isTopFrame: context?.peer.isTopFrame ?? false };
    const parsed = payload.length > LONGEST_MESSAGE ? null : message.safeParse(parse(payload)).data;
    if (parsed === null || parsed === undefined) {
      log.error('A message of the window could not be read', { topFrame: peer.isTopFrame });
      return;
    }
    if (parsed.kind === 'request') {
      await call(contextId, 'answer', [parsed.id, await router.handle(peer, parsed.method, parsed.args)]);
    } else {
      const allowed = isAllowedPeer(peer, allowedOrigin);
      if (!allowed) log.error('A stranger asked for the paths of files', { topFrame: peer.isTopFrame });
      await call(contextId, 'answer', [parsed.id, allowed ? await paths(contextId, parsed.id) : []]);
    }
  }

  /** The real paths of the page's `File` objects, as the browser process knows them. */
  async function paths(contextId: number, id: number): Promise<string[]> {
    const objectGroup = `paths-${String(id)}`;
    try {
      const { result } = await session.send('Runtime.callFunctionOn', {
        executionContextId: contextId,
        functionDeclaration: `function (id) { return globalThis[Symbol.for(${JSON.stringify(RECEIVER)})].files(id); }`,
        arguments: [{ value: id }],
        objectGroup,
      });
      if (result.objectId === undefined) return [];
      return await pathsOfFiles(session, result.objectId);
    } finally {
      await session.send('Runtime.releaseObjectGroup', { objectGroup }).catch(() => undefined);
    }
  }

  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== BINDING) return;
    // The page may be gone before its answer is there; then nobody waits for it.
    answer(executionContextId, payload).catch(() => undefined);
  });

  await session.send('Runtime.enable');
  await session.send('Page.enable');
  await session.send('Runtime.addBinding', { name: BINDING });
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: bridgeScript });

  return {
    async deliver(pushes) {
      const listening = [...contexts].filter(
        ([, context]) => context.isMainWorld && isAllowedPeer(context.peer, allowedOrigin),
      );
      await Promise.all(listening.map(([contextId]) => call(contextId, 'push', [pushes])));
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
