import { AppError } from '../../errors/app-error.ts';
import { safeFileName } from './safe-file-name.ts';

/** What a template can name, and what stands for it. */
export interface NameValues {
  /** The job's name. */
  readonly job: string;
  /** The job's number at the service. */
  readonly jobid: string;
  /** The person's own sub-folders of the original, with `/` between them; empty when there are none. */
  readonly folder: string;
  /** The original's own name without its ending, and what the service added to it. */
  readonly name: string;
  /** The result's ending with its dot. */
  readonly ext: string;
  readonly version: string;
  /** 2026-11-20 */
  readonly date: string;
  /** 14.05, without a colon: no disk takes that everywhere. */
  readonly time: string;
  /** Place in the job, from 001. */
  readonly number: string;
  /** The invoice reference. */
  readonly reference: string;
  /** The account's name. */
  readonly account: string;
}

export type TemplateWord = keyof NameValues;

/** As they are written for people; letter case is free. */
export const templateWords = [
  'name',
  'ext',
  'folder',
  'job',
  'jobId',
  'number',
  'version',
  'date',
  'time',
  'reference',
  'account',
] as const;

export const defaultTemplate = '{name}{ext}';

type Piece =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'word'; readonly word: TemplateWord };

/** A checked template: folders and, last, the file's name. */
export type NameTemplate = readonly (readonly Piece[])[];

function refused(sentence: string): AppError {
  return new AppError('person', 'bad_template', sentence, { field: 'template' });
}

const known: ReadonlyMap<string, TemplateWord> = new Map(
  templateWords.map((word) => [word.toLowerCase(), word.toLowerCase() as TemplateWord]),
);

function wordOf(text: string): TemplateWord {
  const word = known.get(text.trim().toLowerCase());
  if (word === undefined)
    throw refused(
      `There is no {${text}}. You can use ${templateWords.map((each) => `{${each}}`).join(', ')}.`,
    );
  return word;
}

function checkText(text: string): void {
  if (text.includes('\\')) throw refused('Write / between folders, not \\.');
  const sign = /[\u0000-\u001f\u007f-\u009f:*?"<>|]/u.exec(text)?.[0];
  if (sign === undefined) return;
  throw refused(
    sign < ' ' || sign >= '\u007f'
      ? 'An invisible character is in the names. Remove it.'
      : `“${sign}” cannot be part of a file name on every computer. Leave it out.`,
  );
}

function pieces(segment: string): readonly Piece[] {
  const found: Piece[] = [];
  let rest = segment;
  while (rest !== '') {
    const open = rest.search(/[{}]/);
    if (open === -1) {
      checkText(rest);
      found.push({ kind: 'text', text: rest });
      break;
    }
    if (rest[open] === '}') throw refused('A } stands there without its {.');
    if (open > 0) {
      checkText(rest.slice(0, open));
      found.push({ kind: 'text', text: rest.slice(0, open) });
    }
    const close = rest.indexOf('}', open);
    if (close === -1) throw refused('A { is not closed. Write {name}, for example.');
    found.push({ kind: 'word', word: wordOf(rest.slice(open + 1, close)) });
    rest = rest.slice(close + 1);
  }
  return found;
}

/**
 * Reads a template such as `{job}/{name}{ext}`.
 * @throws AppError `bad_template` (person, field `template`) that says what to write instead
 */
export function parseTemplate(text: string): NameTemplate {
  const trimmed = text.trim();
  if (trimmed === '') throw refused(`Say how the files are called, for example ${defaultTemplate}.`);
  if (trimmed.startsWith('/') || /^[a-z]:/i.test(trimmed))
    throw refused('The names begin inside the chosen folder. Leave out the / or the drive at the beginning.');
  const segments = trimmed.split('/');
  if (segments.some((segment) => /^\.+$/.test(segment.trim())))
    throw refused('The names must stay inside the chosen folder. Leave out “.” and “..”.');
  if (segments.some((segment) => segment.trim() === ''))
    throw refused('Between two / there is no name, or the last one is missing.');
  const template = segments.map(pieces);
  const words = template.flat().flatMap((piece) => (piece.kind === 'word' ? [piece.word] : []));
  if (!words.includes('name') && !words.includes('number'))
    throw refused('Every result needs a name of its own. Use {name} or {number}.');
  const last = template.at(-1)?.at(-1);
  if (last?.kind !== 'word' || last.word !== 'ext')
    throw refused('End with {ext}, so that programs know what kind of file it is.');
  return template;
}

/**
 * The place of one result below the folder, with `/` between the parts. Every part is safe on every disk; parts that are
 * empty are left out. What a value holds never makes a folder, but for `{folder}` standing alone.
 */
export function nameFor(template: NameTemplate, values: NameValues): string {
  const parts = template.flatMap((segment, index) => {
    const only = segment.length === 1 ? segment[0] : undefined;
    if (only?.kind === 'word' && only.word === 'folder' && index < template.length - 1)
      return values.folder.split('/');
    return [segment.map((piece) => (piece.kind === 'text' ? piece.text : values[piece.word])).join('')];
  });
  return parts
    .filter((part, index) => part.trim() !== '' || index === parts.length - 1)
    .map((part) => safeFileName(part.trim()))
    .join('/');
}
