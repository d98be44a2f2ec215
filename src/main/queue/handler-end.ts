import type { QueueRecord } from '../ports/store.ts';
import type { AnyQueueHandler, HandlerContext, HandlerEnd } from './handler.ts';

/** Runs a handler unless it was stopped before it began. Never rejects. */
export async function handlerEnd(
  handler: AnyQueueHandler,
  item: QueueRecord,
  context: HandlerContext,
): Promise<HandlerEnd> {
  try {
    context.signal.throwIfAborted();
    return { kind: 'result', result: await handler.run(item, context) };
  } catch (thrown) {
    return { kind: 'thrown', thrown };
  }
}
