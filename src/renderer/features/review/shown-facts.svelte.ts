import type { ImageId, JobId, PictureFacts, RemoteFileId } from '../../../preload/contract/index.ts';
import { client } from '../../client.ts';

/** Milliseconds. */
const STAY = 300;

/** One picture of the room on the screen. */
export interface ShownImage {
  readonly job: JobId;
  readonly file: RemoteFileId;
  readonly image: ImageId;
}

/**
 * What the file of the picture on the screen says of itself; null while that is not known. Asked only for pictures somebody
 * stays at; a file that cannot be looked into is said by its check. To be called while a component is made.
 */
export function shownFacts(shown: () => ShownImage | null): { readonly value: PictureFacts | null } {
  let value = $state.raw<PictureFacts | null>(null);
  // By its parts: the same picture read again is no reason to ask again.
  const job = $derived(shown()?.job ?? null);
  const file = $derived(shown()?.file ?? null);
  const image = $derived(shown()?.image ?? null);
  $effect(() => {
    value = null;
    if (job === null || file === null || image === null) return;
    let over = false;
    const asking = setTimeout(() => {
      client.inspect.facts(job, file, image).then(
        (found) => {
          if (!over) value = found;
        },
        () => undefined,
      );
    }, STAY);
    return () => {
      over = true;
      clearTimeout(asking);
    };
  });
  return {
    get value() {
      return value;
    },
  };
}
