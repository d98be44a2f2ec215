import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program that stands where the system's file dialog would be, and answers what a person would have chosen. */
export interface ChooserProgram {
  /** For `CLIPDESK_CHOOSER`. */
  readonly path: string;
  answerNext(paths: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** It takes zenity's options and prints the next answer once; with no answer waiting, the person has closed the dialog. */
export async function makeChooserProgram(): Promise<ChooserProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-chooser-'));
  const path = join(folder, 'chooser');
  const script = `#!/bin/sh\ncd '${folder}' && mv next taken 2>/dev/null || exit 1\ncat taken\n`;
  await writeFile(path, script);
  await chmod(path, 0o700);
  return {
    path,
    async answerNext(paths) {
      await writeFile(join(folder, 'writing'), paths.map((one) => `${one}\n`).join(''));
      await rename(join(folder, 'writing'), join(folder, 'next'));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
