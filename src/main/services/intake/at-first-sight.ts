import type { FileId, JobId } from '../../../preload/contract/index.ts';
import { toBeChecked } from './check-draft.ts';
import type { IntakeParts } from './intake-parts.ts';

/**
 * Pictures of a draft, in order, that begin and end like whole ones and have a size of their own, so that they are no
 * duplicates either: looking into them can wait until it is their turn to be sent. Nothing is written down for it.
 */
export async function atFirstSight(
  parts: Pick<IntakeParts, 'store' | 'images'>,
  job: JobId,
  signal: AbortSignal,
): Promise<readonly FileId[]> {
  if (parts.images.seemWhole === undefined) return [];
  const files = await parts.store.read.files(job);
  const bySize = Map.groupBy(
    files.filter((file) => file.state.kind !== 'left-out'),
    (file) => file.size,
  );
  const single = toBeChecked(files).filter((file) => bySize.get(file.size)?.length === 1);
  const whole = await parts.images.seemWhole(single.map((file) => file.path ?? ''));
  signal.throwIfAborted();
  return single.filter((_, index) => whole[index] === true).map((file) => file.id);
}
