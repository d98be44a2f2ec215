import type { AccountId, ErrorData } from '../../preload/contract/index.ts';
import { heldWords } from './held-words.ts';
import type { CommandContext } from './command.ts';

export const everythingPaused = 'Everything is paused by you. Nothing is lost: “queue resume” lets it go on.';

/** Why work is kept for later, in words that say what would let it go: signing in, or waiting for the service. */
export async function keptReason(context: CommandContext, account: AccountId | null): Promise<ErrorData> {
  const held = (await context.api.queue.list()).find(
    (item) => item.state.kind === 'held' && (account === null || item.accountId === account),
  );
  if (held?.state.kind === 'held')
    return { code: 'held', message: `${held.title}: ${heldWords(held, held.state)}`, action: 'person' };
  const accounts = (await context.api.accounts.list()).filter(
    (each) => account === null || each.id === account,
  );
  for (const { state } of accounts)
    if (state.kind === 'signed-out')
      return { code: 'signed_out', message: state.sentence, action: 'sign-in' };
  if ((await context.api.queue.overview()).paused)
    return {
      code: 'paused',
      message: everythingPaused,
      action: 'person',
    };
  const waiting = (await context.api.queue.list()).find(
    (item) => item.state.kind === 'retrying' && (account === null || item.accountId === account),
  );
  if (waiting?.state.kind === 'retrying') return waiting.state.error;
  if (accounts.some(({ state }) => state.kind === 'offline'))
    return {
      code: 'offline',
      message: 'The service cannot be reached. Everything is kept; it goes with “queue run”.',
      action: 'retry',
    };
  return {
    code: 'kept',
    message: 'Kept for later: it goes with “queue run”, or by itself in the window.',
    action: 'retry',
  };
}
