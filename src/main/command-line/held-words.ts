import type { QueueItem, QueueItemState } from '../../preload/contract/index.ts';

type Held = Extract<QueueItemState, { kind: 'held' }>;

/** Why an item is held, and the commands that let it go on. */
export function heldWords({ id, kind }: Pick<QueueItem, 'id' | 'kind'>, { sentence, why }: Held): string {
  switch (why) {
    case 'outcome-unknown':
      return kind === 'create-job'
        ? `${sentence} It was made: “queue got-there ${id} NUMBER”, with its number there. It was not: “queue send-again ${id}” makes it now.`
        : `${sentence} It got there: “queue got-there ${id}”. It did not: “queue send-again ${id}” sends it now.`;
    case 'other-version':
      return `${sentence} “review NUMBER held” shows both; “review NUMBER FILE --still-holds” sends it for the new one.`;
    case 'stopped':
      return sentence;
  }
}
