import { AppError } from '../../errors/app-error.ts';
import type { PathParts } from './operations.ts';

/** A dot or two would be taken as a step in the path, nothing at all as another operation. */
const unusable: ReadonlySet<string> = new Set(['', '.', '..']);

/**
 * The path of an operation with its parts filled in, each encoded for one part of a path: a space, `#`, `%`, `/` or `é` in
 * a file's name stays a part of the name.
 * @throws AppError `bad_name` for a name that cannot be in a path; it never leaves
 */
export function operationPath<Path extends string>(path: Path, parts: PathParts<Path>): string {
  const values: Readonly<Record<string, string | number>> = parts;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(values[name] ?? '').toWellFormed();
    if (unusable.has(value))
      throw new AppError(
        'person',
        'bad_name',
        'A file has a name that cannot be used in a request. Send it again under another name.',
        { field: name },
      );
    return encodeURIComponent(value);
  });
}
