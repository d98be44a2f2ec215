import { getFileNameLowLevel, type Entry } from 'yauzl';

/**
 * A name in a zip archive: by its Unicode field or its UTF-8 flag, else by code page 437 as the format says; but many
 * programs write UTF-8 without saying so, and then that reading is the likelier one.
 */
export function entryNames(
  entry: Pick<Entry, 'generalPurposeBitFlag' | 'fileNameRaw' | 'extraFields'>,
): readonly string[] {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const said = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, [...extraFields], false);
  const unsaid = utf8(fileNameRaw)?.replaceAll('\\', '/');
  return unsaid === undefined || unsaid === said ? [said] : [unsaid, said];
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
