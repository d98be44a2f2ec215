import { spawn } from 'node:child_process';

/**
 * How a started program ended.
 * @typedef {object} Ended
 * @property {number} code its exit code; a killed program counts as 1
 * @property {boolean} tooLong whether it was ended because its time was over
 * @property {string} output what it wrote, when captured
 */

/**
 * Runs a program to its end. Ctrl-C and a polite end of this process reach it too.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {object} [options]
 * @param {string} [options.folder] its working directory
 * @param {NodeJS.ProcessEnv} [options.environment]
 * @param {'inherit' | 'capture' | 'stderr'} [options.show] where its output goes; `stderr` keeps standard output free
 * @param {boolean} [options.script] whether the program is a script of the platform's shell (npm on Windows)
 * @param {number} [options.limit] milliseconds it may take; none: as long as it wants
 * @returns {Promise<Ended>} rejects only when it cannot be started at all
 */
export function run(program, parameters, options = {}) {
  const show = options.show ?? 'inherit';
  return new Promise((fulfil, reject) => {
    const child = spawn(program, parameters, {
      cwd: options.folder,
      env: options.environment,
      shell: options.script ?? false,
      stdio:
        show === 'inherit'
          ? 'inherit'
          : show === 'stderr'
            ? ['inherit', process.stderr, process.stderr]
            : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));

    let tooLong = false;
    const timer =
      options.limit === undefined
        ? undefined
        : setTimeout(() => {
            tooLong = true;
            child.kill('SIGKILL');
          }, options.limit);

    /** @type {readonly NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      // A terminal's Ctrl-C already went to the whole group; a second one would skip the program's own clean-up.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    const finish = () => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, passOn);
    };

    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code) => {
      finish();
      fulfil({ code: code ?? 1, tooLong, output });
    });
  });
}
