import type { Instant, Proof } from '../../../preload/contract/index.ts';
import type { RemoteFile } from '../../ports/bright-river.ts';
import type { FileRecord } from '../../ports/store.ts';

export interface ProvenFile {
  readonly listed: RemoteFile;
  readonly proof: Proof;
}

/**
 * What proves a picture: the service's own list has its name with its size, and its hash is the one of the bytes that
 * were sent, where both are known. Null when nothing does. The list is put in order once, however many are asked for.
 */
export function proofsBy(
  remote: readonly RemoteFile[],
): (file: FileRecord, at: Instant) => ProvenFile | null {
  const byName = Map.groupBy(
    remote.filter((file) => file.isOriginal),
    (file) => file.name.normalize('NFC'),
  );
  return (file, at) => {
    for (const listed of byName.get(file.name.normalize('NFC')) ?? []) {
      if (listed.size !== file.size) continue;
      const isCompared = listed.md5 !== null && file.md5 !== null;
      if (isCompared && listed.md5 !== file.md5) continue;
      const kind = isCompared ? 'name-size-and-hash' : 'name-and-size';
      return { listed, proof: { kind, at, name: listed.name, size: listed.size, md5: listed.md5 } };
    }
    return null;
  };
}

const few = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${String(names.length - 3)} more`;

/** What the service's list holds beyond what was sent: names listed twice, and pictures this computer did not send. */
export function oddities(known: readonly FileRecord[], remote: readonly RemoteFile[]): readonly string[] {
  const originals = remote.filter((file) => file.isOriginal).map((file) => file.name.normalize('NFC'));
  const meant = new Set(
    known
      .filter((file) => file.path !== null && file.state.kind !== 'left-out')
      .map((file) => file.name.normalize('NFC')),
  );
  const counts = Map.groupBy(originals, (name) => name);
  const twice = [...counts].filter(([, each]) => each.length > 1).map(([name]) => name);
  const strangers = [...counts.keys()].filter((name) => !meant.has(name));
  return [
    ...(twice.length > 0 ? [`The service lists ${few(twice)} more than once`] : []),
    ...(strangers.length > 0
      ? [`The service also lists what was not sent from here: ${few(strangers)}`]
      : []),
  ];
}
