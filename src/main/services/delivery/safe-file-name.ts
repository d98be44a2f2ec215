/** Names Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i;

/** Bytes of a name: 255 on every disk, less the room for ` 123` and the ending of a part. */
const mostBytes = 230;

/** Cut between characters so that every file system takes it; the ending stays. */
export function fittedName(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 24 ? name.slice(dot) : '';
  const room = mostBytes - Buffer.byteLength(ending);
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - ending.length))) {
    if (Buffer.byteLength(kept + segment) > room) break;
    kept += segment;
  }
  return kept.replace(/[. ]+$/, '') + ending;
}

/**
 * A name from the service or from a template made safe for every disk: it cannot leave its folder, no system refuses it,
 * and it fits. Spaces, accents, `#` and a leading dash stay.
 */
export function safeFileName(name: string): string {
  const flat = [...name.normalize('NFC')]
    .map((character) =>
      /[\\/:*?"<>|]/.test(character) || character < ' ' || (character >= '\u007f' && character <= '\u009f')
        ? '_'
        : character,
    )
    .join('')
    .replace(/[. ]+$/, '');
  const kept = flat === '' || /^\.+$/.test(flat) ? 'result' : flat;
  return fittedName(reserved.test(kept) ? `_${kept}` : kept);
}

/** The name with a number before its ending: `bag 2.png`. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem} ${String(number)}${ending}`;
}
