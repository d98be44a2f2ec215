import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './say.mjs';

/**
 * The local socket that stands for setting one checkout up.
 * @param {string} root the checkout
 * @returns {string}
 */
function addressOf(root) {
  const name = `clipdesk-set-up-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // Linux has names without a file: nothing is left lying about, however the owner ends.
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/**
 * @param {string} address
 * @returns {Promise<(() => Promise<void>) | null>} gives the name back; null when another process has it
 */
function take(address) {
  return new Promise((fulfil, reject) => {
    /** @type {Set<import('node:net').Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined).once('close', () => waiting.delete(socket));
    });
    server.once('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') fulfil(null);
      else reject(error);
    });
    server.listen(address, () => {
      fulfil(
        () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of waiting) socket.destroy();
          }),
      );
    });
  });
}

/**
 * Fulfilled when the process that has the name has given it back, or has ended in any way.
 * @param {string} address
 * @returns {Promise<void>}
 */
function released(address) {
  return new Promise((fulfil) => {
    const socket = connect(address);
    socket.once('error', (error) => {
      // A file whose owner was killed; without it the name is free again.
      const left =
        /** @type {NodeJS.ErrnoException} */ (error).code === 'ECONNREFUSED' && !address.startsWith('\0');
      if (left && process.platform !== 'win32') rmSync(address, { force: true });
    });
    socket.once('close', () => fulfil());
    socket.resume();
  });
}

/**
 * Does a part of the set-up while no other process does one in the same checkout: two commands started at once on a
 * fresh clone must not install over each other. An owner that is killed gives the place free by that.
 * @template Result
 * @param {string} root the checkout
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function exclusively(root, work) {
  const address = addressOf(root);
  let giveBack = await take(address);
  if (giveBack === null) say('Waiting for another Clipdesk command that is setting up …');
  while (giveBack === null) {
    await released(address);
    giveBack = await take(address);
  }
  try {
    return await work();
  } finally {
    await giveBack();
  }
}
