import { createCompare } from '../compare/compare-service.ts';
import { openPictures } from '../pictures/open-pictures.ts';
import { createInspect } from './create-inspect.ts';
import type { CompareApi } from '../../../preload/contract/index.ts';
import type { Comparing } from '../../ports/comparing.ts';

/** Everything that shows, compares and looks into the pictures of the services. */
export function createLooking(
  options: Parameters<typeof openPictures>[0] &
    Omit<Parameters<typeof createInspect>[0], 'disk' | 'pictures'> & { readonly comparing: Comparing },
): Pick<ReturnType<typeof openPictures>, 'disk' | 'pictures' | 'keptPreview'> & {
  readonly inspect: ReturnType<typeof createInspect>;
  readonly compare: CompareApi;
} {
  const { disk, pictures, shown, keptPreview } = openPictures(options);
  return {
    disk,
    pictures,
    keptPreview,
    inspect: createInspect({ ...options, disk, pictures }),
    compare: createCompare({ store: options.store, comparing: options.comparing, picture: shown }),
  };
}
