/** Names Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name from the service made safe for every disk: it cannot leave its folder, and no system refuses it.
 * Spaces, accents, `#` and a leading dash stay.
 */
export function safeFileName(name: string): string {
  const flat = [...name.normalize('NFC')]
    .map((character) =>
      /[\\/:*?"<>|]/.test(character) || character < ' ' || character === '\u007f' ? '_' : character,
    )
    .join('')
    .replace(/[. ]+$/, '');
  const kept = flat === '' || /^\.+$/.test(flat) ? 'result' : flat;
  return reserved.test(kept) ? `_${kept}` : kept;
}
