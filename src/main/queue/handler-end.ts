import type { QueueRecord } from '../ports/store.ts';
import type { HandlerContext, HandlerEnd, QueueHandler } from './handler.ts';

/** Runs a handler unless it was stopped before it began. Never rejects. */
export async function handlerEnd(
  handler: QueueHandler,
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
