import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors/app-error.ts';
import { runningHash, type RunningHash } from './local-source.ts';

/** The MD5 of what is sent, block by block. */
export interface StreamHash {
  /** How many bytes it was given. */
  readonly bytes: number;
  /** Null: it is done with the block; otherwise the block must stay as it is until this resolves. It may be left unmet. */
  add(block: Buffer): Promise<void> | null;
  /** Lower-case hex of what was added before this call. */
  soFar(): Promise<string>;
  /** Nothing more is asked of it. */
  end(): void;
}

/** On the thread that asks: for small files, whose hash takes less time than asking somebody else. */
export function hashHere(hash: RunningHash = runningHash()): StreamHash {
  return {
    get bytes() {
      return hash.bytes;
    },
    add(block) {
      hash.add(block);
      return null;
    },
    soFar: () => Promise.resolve(hash.soFar()),
    end: () => undefined,
  };
}

/**
 * What the thread does: questions in order, an answer to each. As text, so that it is the same in every bundle of Clipdesk
 * and in its tests. `block` is the shared memory the network sends from: nothing is copied.
 */
const program = `
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const hashes = new Map();
parentPort.on('message', ({ id, block, from, length }) => {
  if (block === null) {
    parentPort.postMessage((hashes.get(id) ?? createHash('md5')).copy().digest('hex'));
    return;
  }
  if (length === 0) hashes.delete(id);
  else {
    if (!hashes.has(id)) hashes.set(id, createHash('md5'));
    hashes.get(id).update(new Uint8Array(block, from, length));
  }
  parentPort.postMessage('');
});
`;

export interface HashThread {
  begin(): StreamHash;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** Whoever sends may stop waiting for it: its rejection then ends nothing else. */
function mayBeLeft<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

/** Hashes beside the thread that sends: a picture costs no time for being proven. Started with the first block. */
export function createHashThread(): HashThread {
  let worker: Worker | null = null;
  let waiting: Waiting[] = [];
  let last = 0;

  const ended = (cause: unknown): void => {
    const error = new AppError(
      'retry',
      'hash_ended',
      'Sending was interrupted. Clipdesk tries again by itself.',
      {
        cause,
      },
    );
    worker = null;
    const rejected = waiting;
    waiting = [];
    for (const { reject } of rejected) reject(error);
  };

  const start = (): Worker => {
    const started = new Worker(program, { eval: true, name: 'hashing' });
    started.unref();
    started.on('message', (answer: string) => {
      // What one that was closed still says is no answer to what the next one was asked.
      if (worker === started) waiting.shift()?.resolve(answer);
    });
    const gone = (cause: unknown): void => {
      if (worker === started) ended(cause);
    };
    started.on('error', gone);
    started.on('exit', () => gone(null));
    return started;
  };

  const ask = (id: number, block: ArrayBufferLike | null, from: number, length: number): Promise<string> => {
    worker ??= start();
    worker.postMessage({ id, block, from, length });
    return new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
  };

  return {
    begin() {
      const id = (last += 1);
      let bytes = 0;
      return {
        get bytes() {
          return bytes;
        },
        add(block) {
          bytes += block.byteLength;
          const { buffer, byteOffset, byteLength } = block;
          return mayBeLeft(ask(id, buffer, byteOffset, byteLength).then(() => undefined));
        },
        soFar: () => mayBeLeft(ask(id, null, 0, 0)),
        end() {
          if (worker !== null) void mayBeLeft(ask(id, new ArrayBuffer(0), 0, 0));
        },
      };
    },
    close() {
      const running = worker;
      worker = null;
      if (running !== null) void running.terminate();
      ended(null);
    },
  };
}
