import type { Stats } from 'node:fs';
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { timeValue } from './listing.ts';
import type { CommandTable, SessionState } from './session-state.ts';
import { pathText, quoted, resolveParts, type Place } from './virtual-path.ts';

/** A file or folder the client may change: below ORIGINAL of a job that still takes pictures. */
export function mayChange(state: SessionState, place: Place): boolean {
  return (
    place.folder === 'ORIGINAL' &&
    place.depth > 0 &&
    place.job !== null &&
    state.parts.originals.takesPictures(place.job)
  );
}

/** Folders, names and facts. */
export function fileCommands(state: SessionState): CommandTable {
  const { originals } = state.parts;

  const changeFolder = async (argument: string): Promise<void> => {
    const place = state.place(argument);
    if (place === null) return;
    if (!(await stat(place.path)).isDirectory()) return state.reply(550, 'This is not a folder.');
    state.working = place.parts;
    state.reply(250, `You are in ${pathText(place.parts)} now.`);
  };

  const facts = async (argument: string, give: (found: Stats) => string) => {
    const place = state.place(argument);
    if (place === null) return;
    const found = await stat(place.path);
    if (!found.isFile()) return state.reply(550, 'This is not a file.');
    state.reply(213, give(found));
  };

  /** The place, when it may be changed; null after the refusal was sent. */
  const changeable = (argument: string, code: 550 | 553): Place | null => {
    const place = state.place(argument);
    if (place === null) return null;
    if (mayChange(state, place)) return place;
    state.reply(code, 'Nothing can be changed here.');
    return null;
  };

  const look = async (place: Place): Promise<void> => {
    if (place.job) await originals.look(place.job.id);
  };

  return {
    CWD: changeFolder,
    CDUP: () => changeFolder('..'),
    async MKD(argument) {
      const there = state.place(argument);
      if (there === null) return;
      const exists = await stat(there.path).catch(() => null);
      if (exists) return state.reply(550, 'This is there already.');
      const place = changeable(argument, 550);
      if (place === null) return;
      await mkdir(place.path);
      state.reply(257, `${quoted(place.parts)} is made.`);
    },
    async RMD(argument) {
      const place = changeable(argument, 550);
      if (place === null) return;
      await rmdir(place.path).then(
        () => state.reply(250, 'It is gone.'),
        () => state.reply(550, 'This folder cannot be removed.'),
      );
    },
    async DELE(argument) {
      const place = changeable(argument, 550);
      if (place === null) return;
      if (!(await stat(place.path)).isFile()) return state.reply(550, 'This is not a file.');
      await rm(place.path);
      await look(place);
      state.reply(250, 'It is gone.');
    },
    async RNFR(argument) {
      const place = changeable(argument, 550);
      if (place === null) return;
      await stat(place.path);
      state.renameFrom = place;
      state.reply(350, 'And the new name?');
    },
    async RNTO(argument) {
      const from = state.renameFrom;
      if (from === null) return state.reply(503, 'RNFR comes first.');
      const place = changeable(argument, 553);
      if (place === null) return;
      await rename(from.path, place.path);
      await look(from);
      await look(place);
      state.reply(250, 'It has its new name.');
    },
    SIZE: (argument) => facts(argument, (found) => String(found.size)),
    MDTM: (argument) => facts(argument, (found) => timeValue(found).slice(0, 14)),
    STAT: () => state.reply(211, `You are in ${pathText(resolveParts(state.working, '.'))}.`),
    REST(argument) {
      if (!/^\d{1,15}$/.test(argument)) return state.reply(501, 'This is not a number of bytes.');
      state.restart = Number(argument);
      state.reply(350, `The next transfer begins at ${argument}.`);
    },
  };
}
