function split(name: string): { readonly stem: string; readonly ending: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' };
}

export interface OwnName {
  /** Sub-folders below what was dropped, with `/` between them; empty when there are none. */
  readonly folder: string;
  /** Without its ending. */
  readonly name: string;
  /** The result's ending with its dot; empty when it has none. */
  readonly ext: string;
}

/**
 * A result's name led back to the name the photographer's own file has: `shoes - IMG_1.png`, the result of `IMG_1.jpg`
 * from the folder `shoes`, is `IMG_1` again. What the service added (`_web`) stays. A result whose name has nothing to do
 * with its original keeps its own.
 * @param travelName the name the original has at the service
 * @param sourceName where it came from (`KW47/shoes/IMG_1.jpg`); empty when it was not sent from here
 */
export function ownName(resultName: string, travelName: string, sourceName: string): OwnName {
  const result = split(resultName.normalize('NFC').split(/[\\/]/).at(-1) ?? resultName);
  const parts = sourceName.normalize('NFC').split('/');
  const own = split(parts.at(-1) ?? '');
  const travelled = split(travelName.normalize('NFC')).stem;
  const isIts =
    own.stem !== '' && travelled !== '' && result.stem.toLowerCase().startsWith(travelled.toLowerCase());
  return {
    folder: parts.slice(0, -1).join('/'),
    name: isIts ? own.stem + result.stem.slice(travelled.length) : result.stem,
    ext: result.ending,
  };
}
