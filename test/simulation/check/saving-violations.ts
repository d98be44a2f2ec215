import type { Intent } from '../parts/intents.ts';
import type { Found } from './find-violations.ts';
import { isVisible } from './standing.ts';

/** What is called saved is on the disk whole, under its name; nothing of the photographer's is lost; nothing is left behind. */
export function savingViolations(found: Found): string[] {
  const { standing, service, person, computer } = found;
  const violations: string[] = [];
  const { disk } = computer;
  for (const saved of standing.saved) {
    const about = `result ${String(saved.imageId)}`;
    const there = disk.files.get(saved.path);
    // A wish to replace moves what was saved before into a folder beside it, under the photographer's eyes.
    const isLater = person.intents.some(
      (intent) =>
        intent.kind === 'download' &&
        intent.onCollision === 'replace' &&
        intent.outcome !== 'refused' &&
        saved.path.startsWith(`${intent.folder}/`),
    );
    const whole = service.results.everOf(saved.imageId);
    const isWhole = there !== undefined && whole.some((bytes) => bytes.equals(there.bytes));
    if (isWhole) continue;
    if (!isLater) violations.push(`${about} is called saved, and is not on the disk whole under its name`);
    else if (![...disk.files.values()].some(({ bytes }) => whole.some((each) => each.equals(bytes))))
      violations.push(`${about} is called saved, and is nowhere on the disk`);
  }

  for (const { path, bytes } of person.ownFiles) {
    if (disk.files.get(path)?.bytes.equals(bytes) === true) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isAside = [...disk.files].some(
      ([other, stored]) =>
        other.includes('/Replaced ') && other.endsWith(name.slice(-5)) && stored.bytes.equals(bytes),
    );
    if (!isAside) violations.push(`a file of the photographer’s own was lost: ${path}`);
  }

  const noted = new Set(standing.parts);
  const own = new Set(person.ownFiles.map(({ path }) => path));
  for (const path of disk.files.keys())
    if (path.startsWith('/results/') && path.endsWith('.part') && !noted.has(path) && !own.has(path))
      violations.push(`a half file is left behind for ever: ${path}`);

  const owned = person.ownFiles.map(({ bytes }) => bytes);
  for (const [path, { bytes }] of disk.files) {
    if (!path.startsWith('/results/') || path.endsWith('.part')) continue;
    if (!service.results.hasBeen(bytes) && !owned.some((each) => each.equals(bytes)))
      violations.push(`a file among the results is none of them, or two in one: ${path}`);
  }

  return [...violations, ...lostWishes(found)];
}

/** What was asked for is saved, or to be seen. */
function lostWishes({ standing, service, person, computer: { disk } }: Found): string[] {
  const current = new Set(
    [...service.jobs.values()].flatMap(({ files }) =>
      files.flatMap(({ results }) => results.map(({ imageId }) => imageId)),
    ),
  );
  const laterThan = (wish: Intent & { readonly kind: 'download' }) =>
    person.intents.filter(
      (each) =>
        each.kind === 'download' && each.job === wish.job && each.at > wish.at && each.outcome !== 'refused',
    );
  return person.intents.flatMap((intent) => {
    if (intent.kind !== 'download' || intent.outcome !== 'taken' || intent.onCollision === 'skip') return [];
    const isGivenUp = person.intents.some(
      (each) => each.kind === 'discard' && each.job === intent.job && each.outcome !== 'refused',
    );
    // A later wish takes the place of what failed: it says where the results go now, and what is left out.
    const later = laterThan(intent);
    const isLeftOut = later.some((each) => each.kind === 'download' && each.onCollision === 'skip');
    if (isGivenUp || isLeftOut) return [];
    return intent.images.flatMap((image) => {
      // The register tells where it was saved last; it may have been saved elsewhere since.
      const folder = later.length === 0 ? intent.folder : '/results';
      const isSaved = [...disk.files].some(
        ([path, { bytes }]) =>
          path.startsWith(`${folder}/`) && service.results.everOf(image).some((each) => each.equals(bytes)),
      );
      const waits = standing.queue.some((row) => isVisible(row) && row.payload.imageId === image);
      return isSaved || waits || !current.has(image)
        ? []
        : [`result ${String(image)} was to be saved, and is neither on the disk nor in the queue`];
    });
  });
}
