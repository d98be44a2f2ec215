import { AppError } from '../../errors/app-error.ts';

/**
 * Reads what came with a yes. When it cannot be read only the words are lost: a change may have been made all the same.
 * @param changes the request changes something
 */
export async function afterYes<Value>(changes: boolean, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError) || !changes) throw error;
    throw new AppError(error.action, error.code, error.message, { cause: error.cause, maybeDone: true });
  }
}
