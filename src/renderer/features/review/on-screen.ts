import type { Shown } from '../../../preload/contract/index.ts';
import type { RoomPicture } from './pictures.svelte.ts';
import type { Tools } from './tools.svelte.ts';
import type { Viewer } from './viewer.svelte.ts';

/** What is on the screen at this moment, for the record of a decision; null while the result is not. */
export function shownNow({
  viewer: { result },
  tools,
}: {
  readonly viewer: Viewer;
  readonly tools: Tools;
}): Shown | null {
  if (result?.state !== 'ready') return null;
  return {
    imageId: result.image.imageId,
    view: tools.mode,
    variant: result.fullAddress === null ? 'preview' : 'full',
  };
}

/** Why nobody can say anything about a result that is not on the screen. */
export function unseenWords({ state }: RoomPicture): string {
  return state === 'waiting'
    ? 'The result is still loading. Look at it, then decide.'
    : 'The result could not be loaded. It can be judged once it is on the screen.';
}
