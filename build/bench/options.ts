import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Where the array of rows goes; null: nowhere. */
  readonly json: string | null;
  /** Only rows whose name fits (`--rows "plain, 0 ms|2 GB"`); null: all. */
  readonly rows: RegExp | null;
  /** One repetition of everything, for a look. */
  readonly quick: boolean;
  /** Chooses the instants and contents that are drawn by chance; printed, so that a run can be repeated. */
  readonly seed: number;
  /** `kill`: how many times a command is ended. */
  readonly instants: number | null;
  /** `kill`: which front end is ended. */
  readonly host: 'cli' | 'window' | 'both';
  /** `kill`: only uploads of a hundred pictures; null: whole jobs too. */
  readonly only: 'uploads' | null;
  /** `queue`: how many items wait. */
  readonly items: number | null;
  /** Aborted when the person interrupts: what was started is ended, what was made is removed. */
  readonly signal: AbortSignal;
  /** What a person should see while it runs. */
  readonly say: (line: string) => void;
}

export interface BenchWords {
  readonly name: string;
  readonly options: BenchOptions;
}

function numberOf(text: string | undefined, flag: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`--${flag} is a whole number.`);
  return value;
}

function hostOf(text = 'both'): BenchOptions['host'] {
  if (text === 'cli' || text === 'window' || text === 'both') return text;
  throw new TypeError('--host is cli, window or both.');
}

function onlyOf(text: string | undefined): BenchOptions['only'] {
  if (text === undefined || text === 'uploads') return text ?? null;
  throw new TypeError('--only takes: uploads.');
}

/** @throws TypeError with a sentence when the words make no sense */
export function benchWords(words: readonly string[], signal: AbortSignal): BenchWords {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      rows: { type: 'string' },
      quick: { type: 'boolean' },
      seed: { type: 'string' },
      instants: { type: 'string' },
      items: { type: 'string' },
      host: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const [name, more] = positionals;
  if (name === undefined || more !== undefined) throw new TypeError('Name one bench.');
  return {
    name,
    options: {
      json: values.json ?? null,
      rows: values.rows === undefined ? null : new RegExp(values.rows, 'i'),
      quick: values.quick ?? false,
      seed: numberOf(values.seed, 'seed') ?? Math.floor(Math.random() * 1_000_000_000),
      instants: numberOf(values.instants, 'instants'),
      items: numberOf(values.items, 'items'),
      host: hostOf(values.host),
      only: onlyOf(values.only),
      signal,
      say: (line) => process.stderr.write(`${line}\n`),
    },
  };
}

/** Whether a row is wanted by `--rows`. */
export function isWanted(options: Pick<BenchOptions, 'rows'>, name: string): boolean {
  return options.rows?.test(name) ?? true;
}
