import { AppError } from '../../errors/app-error.ts';

/** The code of a decision that was taken on a result the service has replaced since. */
export const OTHER_VERSION = 'other_version';

export const otherVersion = (name: string): AppError =>
  new AppError(
    'conflict',
    OTHER_VERSION,
    `${name} came back again after you had looked. Your decision was for the version before; it is kept, not sent. Look at the new one: say that it still holds, or decide again.`,
  );
