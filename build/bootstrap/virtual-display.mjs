import { spawn } from 'node:child_process';

/**
 * A running virtual screen.
 * @typedef {object} VirtualDisplay
 * @property {string} name what `DISPLAY` has to be, for example `:99`
 * @property {() => Promise<void>} stop ends it; safe to call twice
 */

/** Milliseconds an X server may take before it is given up. */
const patience = 20_000;

/**
 * Starts Xvfb on a free display number it chooses itself; it ends with this process at the latest.
 * @param {{ width?: number, height?: number, program?: string }} [options] pixels; 1600 × 1000 unless told
 * @returns {Promise<VirtualDisplay>} rejects with a plain sentence when Xvfb is missing or does not come up
 */
export function startVirtualDisplay(options = {}) {
  const size = `${String(options.width ?? 1600)}x${String(options.height ?? 1000)}x24`;
  return new Promise((fulfil, reject) => {
    const server = spawn(
      options.program ?? 'Xvfb',
      ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
    );
    const killWithUs = () => server.kill('SIGKILL');
    process.once('exit', killWithUs);
    const closed = new Promise((done) => server.once('close', done));

    let complaint = '';
    server.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (complaint += text));
    /** @param {string} reason */
    const fail = (reason) => {
      clearTimeout(timer);
      process.off('exit', killWithUs);
      server.kill('SIGKILL');
      reject(new Error(`The virtual screen did not start: ${reason}`));
    };
    const timer = setTimeout(() => {
      fail('it took too long.');
    }, patience);
    server.once('error', (error) => {
      fail(
        /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT'
          ? 'Xvfb is not installed.'
          : error.message,
      );
    });
    server.once('exit', () => {
      fail(complaint.trim() || 'it ended at once.');
    });

    let number = '';
    const announced = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    announced.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      number += text;
      if (!number.endsWith('\n')) return;
      clearTimeout(timer);
      server.removeAllListeners('exit');
      // The screen must not keep a finished program alive.
      server.unref();
      /** @type {import('node:net').Socket} */ (server.stdio[3]).unref();
      /** @type {import('node:net').Socket} */ (server.stdio[2]).unref();
      fulfil({
        name: `:${number.trim()}`,
        stop: async () => {
          process.off('exit', killWithUs);
          server.ref();
          if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM');
          await closed;
        },
      });
    });
  });
}

/**
 * Whether this machine shows windows by itself.
 * @returns {boolean}
 */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (value) => value !== undefined && value !== '',
  );
}
