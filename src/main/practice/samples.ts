import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The photographs lie beside this file; in the built application beside the bundle, whose shared parts lie one folder deeper. */
const places = ['samples', '../samples'];

/**
 * In an installed Clipdesk the bundle lies in an archive that only Electron's own file functions see into; the
 * photographs lie unpacked beside it, where the picture library can open them too.
 */
function onDisk(folder: string): string {
  return folder.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
}

/** Absolute paths of the sample photographs that ship with Clipdesk, by name; empty when they were left out. */
export function samplePhotographs(): readonly string[] {
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const place of places) {
    try {
      const folder = onDisk(join(here, place));
      const names = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
      if (names.length > 0) return names.sort().map((name) => join(folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return [];
}
