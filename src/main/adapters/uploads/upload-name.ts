import { AppError } from '../../errors/app-error.ts';

/**
 * Refuses names that would be another place, a command or nothing at all at the far end. Spaces, accents, `#`, `%` and a
 * leading dash are fine.
 * @throws AppError `name_refused` (person)
 */
export function checkUploadName(name: string): void {
  if (/[\u0000-\u001f\u007f/\\]/.test(name) || name === '.' || name === '..' || name.trim() === '') {
    throw new AppError(
      'person',
      'name_refused',
      'A file of this name cannot be sent: it holds a slash or an invisible character. Rename it.',
    );
  }
}
