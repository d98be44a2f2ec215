/**
 * One line for the person at the terminal. On standard error: standard output belongs to the command that is being
 * set up (`clipdesk --json` writes one JSON object per line there).
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A set-up step that cannot go on; its message says what to do about it. */
export class SetUpError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetUpError';
  }
}
