import type { QueueRecord } from '../../ports/store.ts';

const stateWords: Readonly<Record<QueueRecord['state'], string>> = {
  waiting: 'waits',
  running: 'is under way',
  failed: 'failed',
  held: 'is held until somebody has looked',
  done: 'is done',
};

/** One item of the queue for somebody who does not sit in front of it. Times in UTC. */
export function itemDetails(item: QueueRecord, jobName: string): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Job', jobName],
    ['State', `${stateWords[item.state]}, since ${new Date(item.changedAt).toISOString()}`],
    ['Attempts', String(item.attempts)],
    ['Next try', item.retryAt === null ? '' : new Date(item.retryAt).toISOString()],
    ['Why', item.lastError?.message ?? ''],
    ['The server said', item.lastError?.details ?? ''],
    ['Code', item.lastError === null ? '' : `${item.lastError.code} (${item.lastError.action})`],
    ['Kind', item.payload.kind],
    ['Id', item.id],
  ];
  return [item.title, ...lines.flatMap(([name, words]) => (words === '' ? [] : [`${name}: ${words}`]))].join(
    '\n',
  );
}
