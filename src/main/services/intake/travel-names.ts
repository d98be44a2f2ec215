/** The name a picture has at the service, and a sentence when it is not the one it has here. */
export interface TravelName {
  readonly name: string;
  /** Empty when the name stays as it is. */
  readonly note: string;
}

/** Control characters, and what Windows servers and FTP lists cannot hold. Spaces, accents, `-` and `#` are fine. */
const reserved = /[\u0000-\u001f\u007f-\u009f\\/:*?"<>|]/gu;
const mostBytes = 240;

function split(name: string): { readonly stem: string; readonly ending: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' };
}

/** Cut between characters so that it fits into every file system's 255 bytes; the ending stays. */
function fitted(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name;
  const { stem, ending } = split(name);
  let kept = '';
  for (const character of stem) {
    if (Buffer.byteLength(kept + character + ending) > mostBytes) break;
    kept += character;
  }
  return kept + ending;
}

/** The two names above a file in `KW47/bags/IMG_1.jpg`, nearest first. */
function foldersOf(sourceName: string, path: string): readonly string[] {
  const inside = sourceName.split('/').slice(0, -1);
  const outside = path.split(/[\\/]/).slice(0, -1);
  return (inside.length > 0 ? inside : outside).filter((part) => part !== '').reverse();
}

/**
 * Gives every picture of one job a name of its own at the service. Names are compared without regard to case, as many
 * servers do; the first picture of a name keeps it.
 */
export class TravelNames {
  readonly #taken = new Set<string>();

  constructor(taken: Iterable<string>) {
    for (const name of taken) this.#taken.add(this.#key(name));
  }

  #key(name: string): string {
    return name.normalize('NFC').toLowerCase();
  }

  give(sourceName: string, path: string): TravelName {
    const last = sourceName.split('/').at(-1) ?? sourceName;
    const own = last.normalize('NFC');
    const safe = fitted(own.replace(reserved, '_')) || '_';
    if (!this.#taken.has(this.#key(safe))) {
      this.#taken.add(this.#key(safe));
      return {
        name: safe,
        note:
          safe === own
            ? ''
            : Buffer.byteLength(own) > mostBytes
              ? `Its name is too long for the service; it travels as “${safe}”.`
              : `Its name holds characters the service cannot take; it travels as “${safe}”.`,
      };
    }
    const name = this.#unique(safe, foldersOf(sourceName, path));
    this.#taken.add(this.#key(name));
    return { name, note: `Another picture is called ${safe} too; this one travels as “${name}”.` };
  }

  #unique(name: string, folders: readonly string[]): string {
    let candidate = name;
    for (const folder of folders.slice(0, 2)) {
      candidate = fitted(`${folder.normalize('NFC').replace(reserved, '_')} - ${candidate}`);
      if (!this.#taken.has(this.#key(candidate))) return candidate;
    }
    const { stem, ending } = split(
      folders.length > 0
        ? fitted(`${(folders[0] ?? '').normalize('NFC').replace(reserved, '_')} - ${name}`)
        : name,
    );
    for (let number = 2; ; number++) {
      candidate = fitted(`${stem.slice(0, 200)} (${String(number)})${ending}`);
      if (!this.#taken.has(this.#key(candidate))) return candidate;
    }
  }
}
