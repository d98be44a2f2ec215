import { assertNever } from '../../errors/assert-never.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { FileRecord } from '../../ports/store.ts';
import { leftOut } from './draft-files.ts';

/** What a look into one file found; written to the register by whoever asked. */
export type Finding = Pick<FileRecord, 'size' | 'modifiedAt' | 'md5' | 'format' | 'state'> & {
  /** See `SoundPicture`. */
  readonly sample?: string;
};

/**
 * Checks one picture. Its MD5 is computed while it is sent, from the bytes that leave. What cannot be sent comes out as left out with its sentence; only cancelling throws.
 */
export async function lookInto(
  parts: { readonly files: Files; readonly images: Images },
  path: string,
  signal: AbortSignal,
): Promise<Finding> {
  const found = { size: 0, modifiedAt: 0, md5: null, format: '' };
  try {
    const sound = (await parts.images.sound?.(path)) ?? null;
    signal.throwIfAborted();
    if (sound !== null) {
      const { size, modifiedAt, sample, description } = sound;
      return { size, modifiedAt, sample, md5: null, format: description, state: { kind: 'draft' } };
    }
    const facts = await parts.files.facts(path);
    if (facts.kind !== 'file') {
      return { ...found, state: leftOut('not-a-picture', 'Not a picture Clipdesk can send (no file).') };
    }
    const seen = { ...found, size: facts.size, modifiedAt: facts.modifiedAt };
    const check = await parts.images.check(path);
    signal.throwIfAborted();
    switch (check.kind) {
      case 'picture': {
        const after = await parts.files.facts(path);
        if (after.size !== facts.size || after.modifiedAt !== facts.modifiedAt) {
          const sentence = 'Changed while it was being looked at. Look again when it is finished.';
          return { ...seen, state: leftOut('broken', sentence) };
        }
        return { ...seen, format: check.description, state: { kind: 'draft' } };
      }
      case 'broken':
        return { ...seen, format: check.format, state: leftOut('broken', check.sentence) };
      case 'empty':
        return { ...seen, state: leftOut('empty', check.sentence) };
      case 'not-a-picture':
        return { ...seen, state: leftOut('not-a-picture', check.sentence) };
      default:
        return assertNever(check);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof AppError)) throw thrown;
    return { ...found, state: leftOut('unreadable', thrown.message) };
  }
}
