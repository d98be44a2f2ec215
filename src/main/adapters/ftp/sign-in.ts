import { AppError } from '../../errors/app-error.ts';
import { errorForFtp } from '../../errors/ftp-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import { ControlConnection } from './control-connection.ts';
import type { Encryption } from './encryption.ts';
import type { FtpAddress } from './ftp-address.ts';
import { during, ftpFailure } from './ftp-failure.ts';
import { accepted, RefusedReply, type Reply } from './ftp-reply.ts';
import { FtpSession, type OpenSocket } from './ftp-session.ts';
import type { ServerHabits } from './server-habits.ts';

export interface SignInOptions {
  readonly clock: Clock;
  /** Milliseconds in which an answer is due, or bytes have to move. */
  readonly timeout: number;
  readonly address: FtpAddress;
  readonly target: FtpTarget;
  readonly encryption: Encryption;
  readonly habits: ServerHabits;
  readonly openSocket: OpenSocket;
  /** Whether missing folders are made: for sending, not for fetching. */
  readonly makesFolders: boolean;
}

/**
 * Explicit TLS (RFC 4217), before anything secret is said. Only a server that refuses AUTH itself may be spoken to in
 * the clear, and only where the account allows it: a certificate that fails its check is an attack or a mistake, never a
 * reason to drop the encryption.
 * @returns whether it is encrypted now
 */
async function secure(
  control: ControlConnection,
  options: SignInOptions,
  onTicket: (ticket: Buffer) => void,
): Promise<boolean> {
  const reply = await during('other', () => control.ask('AUTH TLS'));
  if (reply.code >= 400) {
    if (reply.code < 500) throw ftpFailure(new RefusedReply(reply), 'other');
    if (options.target.allowPlain) return false;
    throw new AppError(
      'person',
      'ftp_not_encrypted',
      'The FTP server offers no encryption, so nothing was sent. Send by the other route, or allow unencrypted FTP in the account.',
      { field: 'allowPlainFtp', cause: { reply: reply.code } },
    );
  }
  try {
    await control.upgrade((socket) => options.encryption.secure(socket, null, onTicket));
  } catch (thrown) {
    const failure = ftpFailure(thrown, 'other');
    if (failure.code !== 'connection_lost' && failure.code !== 'certificate') throw failure;
    throw new AppError(
      'retry',
      'ftp_encryption',
      'The FTP server and Clipdesk could not agree on an encrypted connection. Clipdesk tries again.',
      { cause: thrown },
    );
  }
  return true;
}

async function login(control: ControlConnection, { user, password }: FtpTarget): Promise<void> {
  const named = accepted(await control.ask(`USER ${user}`));
  // 230: no password wanted. 331: the password. 332 asks for an account beside it, which nobody has.
  if (named.code === 230 || named.code === 232) return;
  if (named.code !== 331) throw new RefusedReply({ code: 530, text: named.text });
  const signed = accepted(await control.ask(`PASS ${password}`));
  if (signed.code >= 300) throw new RefusedReply({ code: 530, text: signed.text });
}

/** Goes to the folder of the job step by step; makes what is missing on the way. */
async function makeFolders(control: ControlConnection, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    if ((await control.ask(`CWD ${folder}`)).code < 400) continue;
    const made = await control.ask(`MKD ${folder}`);
    const entered = await control.ask(`CWD ${folder}`);
    // Two connections may make the same folder at once: only entering it counts.
    if (entered.code >= 400) throw new RefusedReply(made.code >= 400 ? made : entered);
  }
}

/** Binary mode, protected data, UTF-8 names, the folder of the job: commands that do not depend on each other's answers. */
async function settle(
  control: ControlConnection,
  options: SignInOptions,
  isEncrypted: boolean,
): Promise<void> {
  const { folders } = options.address;
  const say = async (lines: readonly string[]): Promise<readonly Reply[]> => {
    if (options.habits.ahead) return Promise.all(lines.map((line) => control.ask(line)));
    const replies: Reply[] = [];
    for (const line of lines) replies.push(await control.ask(line));
    return replies;
  };
  const [binary, , ...rest] = await during('other', () =>
    say([
      'TYPE I',
      // RFC 2640; servers that know only UTF-8 refuse the question, which is as good as a yes.
      'OPTS UTF8 ON',
      ...(isEncrypted ? ['PBSZ 0', 'PROT P'] : []),
      ...(folders.length === 0 ? [] : [`CWD ${folders.join('/')}`]),
    ]),
  );
  await during('other', () => Promise.resolve(binary && accepted(binary)));
  if (isEncrypted) {
    const protection = rest[1];
    if (protection === undefined || protection.code >= 400)
      throw errorForFtp(534, protection?.text ?? '', 'other');
  }
  if (folders.length === 0) return;
  const entered = rest.at(-1);
  if (entered === undefined || entered.code < 400) return;
  await during('folder', async () => {
    if (entered.code < 500 || !options.makesFolders) throw new RefusedReply(entered);
    await makeFolders(control, folders);
  });
}

/**
 * Opens one conversation: TLS (or not, see `secure`), login, binary mode, the folder of the job.
 * @param onOpen told of the connection as soon as it exists, so that it can be closed from outside
 * @throws AppError
 */
export async function signIn(
  options: SignInOptions,
  onOpen: (control: ControlConnection) => void,
): Promise<FtpSession> {
  const { address, target, habits } = options;
  // A login with a line break in it would be two commands.
  if (/[\r\n\0]/.test(target.user + target.password) || target.user === '')
    throw errorForFtp(530, 'the stored login is empty or not a login', 'login');
  const { socket, host } = await during('greeting', () =>
    options.openSocket({ host: address.host, port: address.port }),
  );
  const control = new ControlConnection(socket, options.clock, options.timeout);
  onOpen(control);
  let session: FtpSession | null = null;
  let ticket: Buffer | null = null;
  try {
    await during('greeting', async () => accepted(await control.greeting()));
    const isEncrypted = await secure(control, options, (next) => {
      ticket = next;
      session?.keepTicket(next);
    });
    await during('login', () => login(control, target));
    await settle(control, options, isEncrypted);
    session = new FtpSession({
      control,
      habits,
      encryption: isEncrypted ? options.encryption : null,
      tlsSession: ticket,
      openData: async (port) => (await options.openSocket({ host, port })).socket,
    });
    return session;
  } catch (thrown) {
    control.close();
    // What was sent ahead may have been thrown away by the server: next time one after the other.
    if (thrown instanceof AppError && thrown.code === 'timeout') habits.ahead = false;
    throw thrown;
  }
}
