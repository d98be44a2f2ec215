import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { UploadSource } from '../../ports/uploads.ts';
import type { StreamHash } from './hash-thread.ts';
import { changed, localError, unchangedSince, type LocalFile, type WholeFile } from './local-source.ts';

/** Files up to this size are read and hashed whole before they are sent. Bytes. */
export const SMALL = 256 * 1024;

/**
 * What the thread does: one question, one answer, in order. Without giving way, because opening, reading and closing one after
 * the other costs a tenth of asking the system's threads for each. As text, so that it is the same in every bundle.
 */
const program = `
const { closeSync, fstatSync, openSync, readSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
function take({ path, size, block, room }) {
  let file = null;
  try {
    file = openSync(path, 'r');
    const facts = fstatSync(file);
    if (!facts.isFile()) return { kind: 'failed', code: '' };
    const bytes = new Uint8Array(block, room, size);
    let filled = 0;
    while (facts.size === size && filled < size) {
      const read = readSync(file, bytes, filled, size - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    if (filled < size) return { kind: 'changed' };
    const { ino, mtimeMs, ctimeMs } = facts;
    return { kind: 'taken', md5: createHash('md5').update(bytes).digest('hex'), facts: { size, ino, mtimeMs, ctimeMs } };
  } catch (thrown) {
    return { kind: 'failed', code: String(thrown.code) };
  } finally {
    if (file !== null) closeSync(file);
  }
}
parentPort.on('message', (asked) => { parentPort.postMessage(take(asked)); });
`;

const answer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('taken'),
    md5: z.string(),
    facts: z.object({ size: z.number(), ino: z.number(), mtimeMs: z.number(), ctimeMs: z.number() }),
  }),
  z.object({ kind: z.literal('changed') }),
  z.object({ kind: z.literal('failed'), code: z.string() }),
]);

type Answer = z.infer<typeof answer>;

export interface SmallFiles {
  /** @throws AppError `file_missing`, `file_unreadable`, `file_changed` (another size than `source.size`) */
  take(source: UploadSource): Promise<LocalFile>;
  close(): void;
}

/** The hash of what is sent of a file whose own is known already; of its beginning where only that went. */
export function hashOfWhole({ bytes, md5 }: WholeFile): StreamHash {
  let taken = 0;
  return {
    get bytes() {
      return taken;
    },
    add(block) {
      taken += block.byteLength;
      return null;
    },
    soFar: () =>
      Promise.resolve(
        taken === bytes.byteLength ? md5 : createHash('md5').update(bytes.subarray(0, taken)).digest('hex'),
      ),
    end: () => undefined,
  };
}

/**
 * Reads and hashes small files in a thread of its own, started with the first of them.
 * @param room bytes kept free before and behind each of them, see `WholeFile.within`
 */
export function createSmallFiles(room = 0): SmallFiles {
  let worker: Worker | null = null;
  let waiting: ((found: Answer) => void)[] = [];
  const spare: SharedArrayBuffer[] = [];

  const ended = (): void => {
    worker = null;
    const told = waiting;
    waiting = [];
    for (const tell of told) tell({ kind: 'failed', code: '' });
  };

  const start = (): Worker => {
    const started = new Worker(program, {
      eval: true,
      name: 'small files',
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    started.on('message', (message: unknown) => {
      // What one that was closed still says is no answer to what the next one was asked.
      if (worker !== started) return;
      waiting.shift()?.(answer.parse(message));
      if (waiting.length === 0) started.unref();
    });
    const gone = (): void => {
      if (worker === started) ended();
    };
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  };

  const ask = (source: UploadSource, block: SharedArrayBuffer): Promise<Answer> =>
    new Promise((resolve) => {
      worker ??= start();
      if (waiting.length === 0) worker.ref();
      waiting.push(resolve);
      worker.postMessage({ path: source.path, size: source.size, block, room });
    });

  return {
    async take(source) {
      const block = spare.pop() ?? new SharedArrayBuffer(room + SMALL + room);
      const found = await ask(source, block);
      if (found.kind !== 'taken') {
        spare.push(block);
        throw found.kind === 'changed' ? changed() : localError({ code: found.code });
      }
      const { md5, facts } = found;
      const bytes = Buffer.from(block, room, source.size);
      const within: WholeFile['within'] = (head, tail) => {
        if (head.byteLength > room || tail.byteLength > room) return Buffer.concat([head, bytes, tail]);
        const piece = Buffer.from(
          block,
          room - head.byteLength,
          head.byteLength + source.size + tail.byteLength,
        );
        piece.set(head);
        piece.set(tail, head.byteLength + source.size);
        return piece;
      };
      return {
        size: source.size,
        whole: { bytes, md5, within },
        read: (_buffer, position) => Promise.resolve(bytes.subarray(position)),
        assertUnchanged: (sentMd5) => unchangedSince(source, facts, sentMd5),
        close(isStillRead = false) {
          if (!isStillRead) spare.push(block);
          return Promise.resolve();
        },
      };
    },
    close() {
      const running = worker;
      ended();
      if (running !== null) void running.terminate();
    },
  };
}
