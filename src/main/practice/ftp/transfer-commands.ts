import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { receive } from '../data/receive.ts';
import { mayChange } from './file-commands.ts';
import type { CommandTable, SessionState } from './session-state.ts';
import { entriesOf, factsLine, listLine, type Entry } from './listing.ts';
import type { Place } from './virtual-path.ts';

/** Writes everything and waits until the client has closed too: closing first could cost the last bytes. */
async function give(content: Readable, data: Socket): Promise<void> {
  const over = once(data, 'close');
  data.resume();
  await pipeline(content, data);
  await over;
}

/** Listings and files over the data channel. */
export function transferCommands(state: SessionState): CommandTable {
  const { originals, clock, plan } = state.parts;

  /**
   * One transfer from 150 to its final reply. Whatever ends it, the channel is closed and what was written stays.
   * @param finish runs after the last byte and before 226
   */
  const transfer = async (
    run: (data: Socket) => Promise<void>,
    finish: () => Promise<void> = async () => undefined,
  ): Promise<void> => {
    const { channel } = state;
    if (channel === null) return state.reply(425, 'Ask for a data channel first.');
    state.reply(150, 'Here it comes.');
    let isAborted = false;
    state.abort = () => {
      isAborted = true;
      channel.close();
    };
    let isWhole = false;
    try {
      const data = await channel.connection(state.protectData ? state.secure : null);
      await run(data);
      isWhole = true;
    } catch {
      // Told below: the client left, or the line broke.
    } finally {
      state.abort = null;
      state.channel = null;
      channel.close();
    }
    await finish();
    if (isWhole) state.reply(226, 'Done.');
    else state.reply(426, isAborted ? 'Broken off as you wished.' : 'The data channel broke.');
  };

  const list = async (argument: string, line: (entry: Entry) => string): Promise<void> => {
    // Options of `ls` that clients send along.
    const place = state.place(argument.replace(/^-[a-zA-Z]+( |$)/, ''));
    if (place === null) return;
    const entries = await entriesOf(place.path);
    const text = entries.map((entry) => `${line(entry)}\r\n`).join('');
    await transfer((data) => give(Readable.from([Buffer.from(text)]), data));
  };

  /** @param from byte at which the content that now comes begins; what was beyond it is dropped */
  const store = async (place: Place, from: number): Promise<void> => {
    const there = await stat(place.path).catch(() => null);
    if (there?.isDirectory()) return state.reply(550, 'This is a folder.');
    if (from > (there?.size ?? 0)) return state.reply(554, 'The file here is not that long.');
    if (state.channel === null) return state.reply(425, 'Ask for a data channel first.');
    const arrived = originals.arriving(place.path);
    const cut = plan.takeCut();
    try {
      await transfer(
        async (data) => {
          const handle = await open(place.path, there ? 'r+' : 'w');
          try {
            await handle.truncate(from);
            if ((await receive(data, handle, from, cut)) === 'cut') {
              state.drop();
              throw new Error('The connection was cut off on purpose.');
            }
          } finally {
            await handle.close();
          }
        },
        async () => {
          arrived();
          if (place.job) await originals.look(place.job.id);
        },
      );
    } finally {
      arrived();
    }
  };

  const storable = (argument: string): Place | null => {
    const place = state.place(argument);
    if (place === null) return null;
    if (mayChange(state, place)) return place;
    state.reply(553, 'No pictures are taken here.');
    return null;
  };

  return {
    LIST: (argument) => list(argument, (entry) => listLine(entry, clock.now())),
    NLST: (argument) => list(argument, ({ name }) => name),
    MLSD: (argument) => list(argument, factsLine),
    async MLST(argument) {
      const place = state.place(argument);
      if (place === null) return;
      const facts = await stat(place.path);
      state.reply(250, 'Here:', factsLine({ name: `/${place.parts.join('/')}`, facts }), 'End');
    },
    async STOR(argument) {
      const { restart } = state;
      const place = storable(argument);
      if (place) await store(place, restart);
    },
    async APPE(argument) {
      const place = storable(argument);
      if (place) await store(place, (await stat(place.path).catch(() => null))?.size ?? 0);
    },
    async RETR(argument) {
      const { restart } = state;
      const place = state.place(argument);
      if (place === null) return;
      const facts = await stat(place.path);
      if (!facts.isFile()) return state.reply(550, 'This is not a file.');
      if (restart > facts.size) return state.reply(554, 'The file is not that long.');
      await transfer((data) => give(createReadStream(place.path, { start: restart }), data));
    },
  };
}
