import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

const options = {
  home: { type: 'string' },
  account: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  name: { type: 'string' },
  api: { type: 'string' },
  'upload-field': { type: 'string' },
  'allow-plain-ftp': { type: 'boolean' },
  'ftp-fingerprint': { type: 'string' },
  description: { type: 'string' },
  tag: { type: 'string', multiple: true },
  'invoice-reference': { type: 'string' },
  test: { type: 'boolean' },
  route: { type: 'string' },
  wait: { type: 'boolean' },
  'request-offer': { type: 'boolean' },
  'skip-duplicates': { type: 'boolean' },
  'deadline-id': { type: 'string' },
  'specification-key': { type: 'string' },
  'reject-way': { type: 'string' },
  'body-encoding': { type: 'string' },
  type: { type: 'string' },
  reduce: { type: 'boolean' },
  all: { type: 'boolean' },
  unfinished: { type: 'boolean' },
  org: { type: 'string' },
  site: { type: 'string' },
  user: { type: 'string' },
  'sends-now': { type: 'boolean' },
  job: { type: 'string' },
  accept: { type: 'boolean' },
  reject: { type: 'string', multiple: true },
  comment: { type: 'string' },
  'accept-all': { type: 'boolean' },
  'reject-all': { type: 'string' },
  to: { type: 'string' },
  'on-collision': { type: 'string' },
  by: { type: 'string' },
  csv: { type: 'boolean' },
  'full-paths': { type: 'boolean' },
  'still-holds': { type: 'boolean' },
  sure: { type: 'boolean' },
  port: { type: 'string' },
  speed: { type: 'string' },
  reason: { type: 'string' },
  'scheduled-date': { type: 'string' },
} as const;

export type Flags = ReturnType<typeof parse>['values'];

const takesValue = new Set(
  Object.entries(options).flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : [])),
);

const isOption = (word: string): boolean => {
  const [name = ''] = word.split('=');
  return name.startsWith('--') && name.slice(2) in options;
};

/**
 * Only `--` begins an option here (and `-h` asks for help), so that pictures called `-front.jpg` and remarks that begin
 * with a dash can be written as they are.
 */
function parse(words: readonly string[]) {
  const flags: string[] = [];
  const others: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') others.push(...left.splice(0));
    else if (takesValue.has(word)) {
      const value = left.shift();
      if (value === undefined || isOption(value)) throw new UsageError(`${word} needs a value after it.`);
      flags.push(`${word}=${value}`);
    } else if (word.startsWith('--') || word === '-h') flags.push(word);
    else others.push(word);
  }
  return parseArgs({ args: [...flags, '--', ...others], options, allowPositionals: true, strict: true });
}

/** Node's own sentence without its advice about `--`, which is not needed here. */
function sentenceOf(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/\. To specify [^]*$/, '.')
    : 'These words make no command.';
}

export interface CommandWords {
  readonly flags: Flags;
  readonly words: readonly string[];
}

/** @throws UsageError naming the word that is wrong */
export function commandWords(given: readonly string[]): CommandWords {
  try {
    const { values, positionals } = parse(given);
    return { flags: values, words: positionals };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(sentenceOf(error));
  }
}

/** A flag the command cannot do without. */
export function required(value: string | undefined, flag: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`--${flag} is missing.`);
  return value;
}

export function wholeNumber(word: string | undefined, what: string): number {
  const number = Number(word);
  if (word === undefined || !Number.isSafeInteger(number) || number < 0)
    throw new UsageError(`${what} must be a whole number.`);
  return number;
}

/** Null when the flag is not given. */
export function optionalNumber(word: string | undefined, flag: string): number | null {
  return word === undefined ? null : wholeNumber(word, `--${flag}`);
}

/** Above 0. */
export function positiveNumber(word: string | undefined, otherwise: number, flag: string): number {
  if (word === undefined) return otherwise;
  const number = Number(word);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`--${flag} must be a number above 0.`);
  return number;
}
