import type { QueueItem } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { AppError } from '../../errors/app-error.ts';
import { outcomeOf, settle, type Command, type CommandContext } from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';

function reason(item: QueueItem): string {
  switch (item.state.kind) {
    case 'waiting':
    case 'running':
    case 'paused':
    case 'held':
      return item.state.sentence;
    case 'retrying':
    case 'failed':
      return item.state.error.message;
    case 'done':
      return '';
    default:
      return assertNever(item.state);
  }
}

const itemView = (item: QueueItem) => ({
  id: item.id,
  kind: item.kind,
  state: item.state.kind,
  reason: reason(item),
  title: item.title,
  job: item.jobName,
});

const itemLine = (item: QueueItem): string =>
  `${item.id}  ${item.state.kind}  ${item.title}  ${reason(item)}`;

async function items(context: CommandContext, outcome: Result['outcome']): Promise<Result> {
  const unfinished = (await context.api.queue.list()).filter((item) => item.state.kind !== 'done');
  const stuck = unfinished.find((item) => item.state.kind === 'failed' || item.state.kind === 'held');
  return {
    outcome,
    data: { items: unfinished.map(itemView) },
    lines: unfinished.length === 0 ? ['Nothing is waiting.'] : unfinished.map(itemLine),
    ...(outcome === 'done'
      ? {}
      : {
          error:
            outcome === 'kept'
              ? await keptReason(context, null)
              : {
                  code: outcome,
                  message: stuck ? reason(stuck) : 'Something did not work.',
                  action: 'person' as const,
                },
        }),
  };
}

const run: Command = async (context) => items(context, outcomeOf(await settle(context, null)));

const retry: Command = async (context) => {
  await context.api.queue.retryFailed();
  return run(context);
};

const cancel: Command = async (context) => {
  const word = context.words[0];
  if (word === undefined) throw new UsageError('The item’s id is missing; “queue list” shows them.');
  const found = (await context.api.queue.list()).filter(
    (item) => item.state.kind !== 'done' && item.id.startsWith(word),
  );
  const [item] = found;
  if (item === undefined)
    throw new AppError('person', 'item_unknown', `Nothing that waits is called ${word}.`);
  if (found.length > 1) throw new UsageError(`${word} fits several items; write more of it.`);
  await context.api.queue.discard(item.id);
  return done({ items: [itemView(item)] }, [`Discarded: ${item.title}`]);
};

export const queueCommands: Readonly<Record<string, Command>> = {
  list: (context) => items(context, 'done'),
  run,
  retry,
  cancel,
};
