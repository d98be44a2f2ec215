import { client } from '../../client.ts';
import type { AccountId, LibraryCandidate } from '../../../preload/contract/index.ts';
import { attempt, navigation } from '../../state.ts';
import { count } from '../../ui/format.ts';
import { toasts } from '../../ui/toasts.svelte.ts';

function send(account: AccountId, files: readonly LibraryCandidate[], reduce: boolean): Promise<boolean> {
  return attempt(async () => {
    await client.library.publish(
      account,
      files.map(({ path }) => ({ path, type: null, reduce })),
    );
    toasts.say(`${count(files.length, 'file')} on the way to the library.`);
  });
}

/**
 * Puts files on their way into a library. What it does not take is said before anything is sent; pictures that are too
 * large may go as reduced copies, when the person says so.
 */
export async function publishPaths(account: AccountId, paths: readonly string[]): Promise<void> {
  await attempt(async () => {
    const found = await client.library.look(paths);
    const fitting = found.filter(({ problem }) => problem === '');
    const reducible = found.filter(({ problem, canReduce }) => problem !== '' && canReduce);
    const refused = found.filter(({ problem, canReduce }) => problem !== '' && !canReduce);
    for (const { problem } of refused.slice(0, 3)) toasts.say(problem);
    if (reducible.length === 0) {
      if (fitting.length > 0) await send(account, fitting, false);
      return;
    }
    const [first] = reducible;
    navigation.ask({
      title: reducible.length === 1 ? 'Publish a reduced copy?' : 'Publish reduced copies?',
      text: `${first?.problem ?? ''} ${reducible.length > 1 ? `The same goes for ${String(reducible.length - 1)} more. ` : ''}A reduced JPEG copy can go instead; the original is not touched.`,
      yes: 'Publish reduced',
      no: 'Publish nothing',
      run: async () => {
        await send(account, [...fitting, ...reducible], true);
      },
    });
  });
}
