import type { DecisionRecord, ListedFacts, ReviewRecord } from '../../ports/store.ts';

const differs = <T>(before: T | null, now: T | null): boolean =>
  before !== null && now !== null && before !== now;

/** True when a fact both sides know is another one. The version mark does not hold the checksum, this does. */
export function listedDiffers(before: ListedFacts, now: ListedFacts): boolean {
  return differs(before.size, now.size) || differs(before.at, now.at) || differs(before.md5, now.md5);
}

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${String(Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** In what the service's list of now differs from what a decision was taken on, in words. Pure. */
export function versionDifference(
  { images, seen }: Pick<DecisionRecord, 'images' | 'seen'>,
  review: Pick<ReviewRecord, 'results' | 'listed'>,
): string {
  const before = new Set(images.map(({ imageId }) => imageId));
  const others = review.results.filter(({ imageId }) => !before.has(imageId)).length;
  const names = new Set(images.map(({ name }) => name));
  const renamed = review.results.find(({ name }) => !names.has(name));
  const was = seen?.listed;
  const { listed } = review;
  const found = [
    images.length > 0 && others > 0
      ? others === 1
        ? 'another result picture'
        : `${String(others)} other result pictures`
      : '',
    images.length > review.results.length ? 'fewer result pictures' : '',
    images.length > 0 && renamed !== undefined ? `now called ${renamed.name}` : '',
    was && differs(was.at, listed.at) && was.at !== null && listed.at !== null
      ? `dated ${moment(listed.at)}, before ${moment(was.at)} (UTC)`
      : '',
    was && differs(was.size, listed.size) && was.size !== null && listed.size !== null
      ? `${megabytes(listed.size)}, before ${megabytes(was.size)}`
      : '',
    was && differs(was.md5, listed.md5) ? 'another checksum' : '',
  ].filter((part) => part !== '');
  return found.join('; ');
}
