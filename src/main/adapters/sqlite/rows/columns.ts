import type { SQLOutputValue } from 'node:sqlite';
import type { z } from 'zod';
import type { Row } from '../connection.ts';

/** A row that does not hold what its table promises. The message names table columns only, never their content. */
export class UnreadableRow extends Error {
  constructor(column: string) {
    super(`The column ${column} holds something unexpected.`);
    this.name = 'UnreadableRow';
  }
}

export function text(row: Row, column: string): string {
  const value: SQLOutputValue | undefined = row[column];
  if (typeof value !== 'string') throw new UnreadableRow(column);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value: SQLOutputValue | undefined = row[column];
  if (typeof value !== 'number') throw new UnreadableRow(column);
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

export function flag(row: Row, column: string): boolean {
  return integer(row, column) !== 0;
}

/** One word of a closed set. */
export function word<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = text(row, column);
  const found = words.find((each) => each === value);
  if (found === undefined) throw new UnreadableRow(column);
  return found;
}

export function json<T>(row: Row, column: string, schema: z.ZodType<T>): T {
  return parseJson(text(row, column), column, schema);
}

export function jsonOrNull<T>(row: Row, column: string, schema: z.ZodType<T>): T | null {
  const value = textOrNull(row, column);
  return value === null ? null : parseJson(value, column, schema);
}

function parseJson<T>(value: string, column: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(value);
  } catch {
    throw new UnreadableRow(column);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new UnreadableRow(column);
  return parsed.data;
}

const noWords: readonly string[] = [];

/** A list of strings. Written by hand because the board reads it for every job and file. */
export function textList(row: Row, column: string): readonly string[] {
  const value = text(row, column);
  if (value === '[]') return noWords;
  let content: unknown;
  try {
    content = JSON.parse(value);
  } catch {
    throw new UnreadableRow(column);
  }
  if (!Array.isArray(content) || !content.every((each): each is string => typeof each === 'string')) {
    throw new UnreadableRow(column);
  }
  return content;
}
