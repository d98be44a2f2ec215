import { AppError } from '../../errors/app-error.ts';
import { errorForFtp, errorForFtpConnection, type FtpStep } from '../../errors/ftp-errors.ts';
import { RefusedReply } from './ftp-reply.ts';

/** Whatever broke in the conversation, in Clipdesk's words. */
export function ftpFailure(thrown: unknown, step: FtpStep, maybeDone = false): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof RefusedReply) return errorForFtp(thrown.code, thrown.message, step);
  return errorForFtpConnection(thrown, maybeDone);
}

/** Runs one step of the conversation and names the step when it fails. */
export async function during<Value>(step: FtpStep, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    throw ftpFailure(thrown, step);
  }
}
