import type { LibrarySession } from '../world/far-library.ts';
import type { Found } from './find-violations.ts';
import { isVisible, type PublishedRow } from './standing.ts';

/** Published once or to be seen; after a cancel no part goes; no session stays behind unseen. */
export function libraryViolations({ standing, library, person, computer }: Found): string[] {
  const violations: string[] = [];
  const { published } = standing;
  const sessions = [...library.sessions.values()];
  const isSeen = ({ id }: PublishedRow): boolean =>
    standing.queue.some((row) => row.jobId === id && isVisible(row));
  const wishes = (id: string, kinds: readonly string[]): boolean =>
    person.intents.some(
      (intent) =>
        kinds.includes(intent.kind) &&
        intent.outcome !== 'refused' &&
        (('upload' in intent && intent.upload === id) || ('about' in intent && intent.about === id)),
    );
  const isGivenUp = (id: string): boolean => wishes(id, ['publish-cancel', 'discard-further']);

  for (const intent of person.intents) {
    if (intent.kind !== 'publish' || intent.outcome !== 'taken') continue;
    for (const id of intent.uploads)
      if (!published.some((row) => row.id === id)) violations.push(`a publication was lost: ${id}`);
  }

  for (const row of published) {
    const session = sessions.find(({ fileId }) => fileId === row.fileId);
    if (row.state === 'done') {
      const versions = computer.disk.history.get(row.path) ?? [];
      const content = session?.content ?? null;
      if (content === null) violations.push(`${row.name} is called published, and is not in the library`);
      else if (!versions.some((bytes) => bytes.equals(content)))
        violations.push(`${row.name} is in the library with a content it never had`);
    } else if (row.state === 'cancelled') {
      if (!isGivenUp(row.id)) violations.push(`${row.name} was cancelled by nobody`);
      if (session?.state === 'complete' && !wishes(row.id, ['discard-further']))
        violations.push(`${row.name} is called cancelled, and is in the library`);
    } else if (!isSeen(row)) violations.push(`${row.name} is ${row.state}, and nothing will go on with it`);
  }

  const names = new Set(published.map(({ name }) => name));
  for (const name of names) {
    const complete = sessions.filter((session) => session.state === 'complete' && session.name === name);
    const rows = published.filter((row) => row.name === name);
    if (complete.length > rows.length)
      violations.push(`${name} was published ${String(complete.length)} times`);
  }

  for (const intent of person.intents) {
    if (intent.kind !== 'publish-cancel' || intent.outcome !== 'taken' || intent.takenAt === null) continue;
    const { takenAt, upload } = intent;
    const row = published.find(({ id }) => id === upload);
    const late = library.parts.find(
      (part) => part.at > takenAt && part.uploadId === row?.uploadId && !isBegunAnew(person, upload, takenAt),
    );
    if (late !== undefined) violations.push(`a part of ${row?.name ?? ''} was sent after it was cancelled`);
  }
  return [...violations, ...sessions.filter((each) => isLeftBehind(each, published)).map(leftBehind)];
}

/** A cancel that was refused and given up, and the upload resumed: what goes then, goes by a new wish. */
function isBegunAnew({ intents }: Found['person'], upload: string, since: number): boolean {
  return intents.some(
    (intent) =>
      intent.at >= since &&
      (intent.kind === 'publish-resume' || intent.kind === 'publish') &&
      (intent.kind === 'publish' || intent.upload === upload),
  );
}

/** Open at the service, known to be made, and nothing in the register leads to it. */
function isLeftBehind(session: LibrarySession, published: readonly PublishedRow[]): boolean {
  if (session.state !== 'open' || !session.isHeard || session.isFollowedByEnd || session.isCancelTried)
    return false;
  const row = published.find(({ uploadId }) => uploadId === session.uploadId);
  return row === undefined || row.state === 'done' || row.state === 'cancelled';
}

const leftBehind = ({ uploadId, name }: LibrarySession): string =>
  `the session ${uploadId} of ${name} stays open at the library, and nobody sees it`;
