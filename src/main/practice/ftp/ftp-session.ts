import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { StudioParts } from '../studio-parts.ts';
import { commandReader, type FtpCommand } from './command-lines.ts';
import { openDataChannel, type DataChannel } from './data-channel.ts';
import { fileCommands } from './file-commands.ts';
import type { CommandTable, SessionState } from './session-state.ts';
import { transferCommands } from './transfer-commands.ts';
import { placeOf, quoted, resolveParts } from './virtual-path.ts';

export interface FtpSession {
  drop(): void;
  /** Resolves when the connection is over and nothing of it is written any more. */
  readonly ended: Promise<void>;
}

/** Commands that make sense before the login. */
const beforeLogin: ReadonlySet<string> = new Set([
  'USER',
  'PASS',
  'AUTH',
  'PBSZ',
  'PROT',
  'FEAT',
  'SYST',
  'OPTS',
  'NOOP',
  'QUIT',
  'HELP',
]);

const features = [
  'AUTH TLS',
  'EPSV',
  'MDTM',
  'MLST type*;size*;modify*;perm*;',
  'PASV',
  'PBSZ',
  'PROT',
  'REST STREAM',
  'SIZE',
  'TVFS',
  'UTF8',
];

export function startSession(
  parts: StudioParts,
  secure: SecureContext,
  plain: Socket,
  onEnd: () => void,
): FtpSession {
  let control: Socket = plain;
  let user = '';
  let isSignedIn = false;
  let failedLogins = 0;
  let isOver = false;
  let queue: Promise<void> = Promise.resolve();
  let end: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (end = resolve));

  const state: SessionState = {
    parts,
    working: [],
    restart: 0,
    renameFrom: null,
    channel: null,
    protectData: false,
    abort: null,
    secure,
    reply(code, ...lines) {
      if (isOver || !control.writable) return;
      const last = lines.at(-1) ?? '';
      const first = lines.slice(0, -1);
      // Only the first and the last line of a multi-line reply begin with the code (RFC 959, 4.2).
      const text = first.map((line, index) => (index === 0 ? `${code}-${line}` : ` ${line}`));
      control.write([...text, `${code} ${last}`, ''].join('\r\n'));
    },
    place(argument) {
      const found = placeOf(parts.register, parts.storage, resolveParts(state.working, argument));
      if (found === null) state.reply(550, 'There is no such file or folder.');
      return found;
    },
    drop,
  };

  const passive = async (): Promise<DataChannel> => {
    state.channel?.close();
    state.channel = await openDataChannel();
    return state.channel;
  };

  const own: CommandTable = {
    USER(argument) {
      user = argument;
      isSignedIn = false;
      state.reply(331, 'Password, please.');
    },
    PASS(argument) {
      const { ftpUser, ftpPassword } = parts.register.identity();
      isSignedIn = user === ftpUser && argument === ftpPassword;
      if (isSignedIn) return state.reply(230, 'Welcome to the practice studio.');
      failedLogins += 1;
      state.reply(530, 'User name or password is wrong.');
      if (failedLogins >= 5) control.end();
    },
    AUTH(argument) {
      if (!/^(TLS|TLS-C|SSL)$/i.test(argument)) return state.reply(504, 'Only TLS is known here.');
      if (control instanceof TLSSocket) return state.reply(503, 'The connection is protected already.');
      plain.removeAllListeners('data');
      state.reply(234, 'Go on with TLS.');
      const protectedControl = new TLSSocket(plain, { isServer: true, secureContext: secure });
      isSignedIn = false;
      listen(protectedControl);
    },
    PBSZ: () => state.reply(200, 'PBSZ=0'),
    PROT(argument) {
      if (!/^[PC]$/i.test(argument)) return state.reply(536, 'Only P and C are known here.');
      state.protectData = argument.toUpperCase() === 'P';
      state.reply(200, `Data channels are ${state.protectData ? 'protected' : 'open'} now.`);
    },
    FEAT: () => state.reply(211, 'What this server can do:', ...features, 'End'),
    SYST: () => state.reply(215, 'UNIX Type: L8'),
    OPTS(argument) {
      if (/^(UTF8( ON)?|UTF-8( ON)?|MLST( .*)?)$/i.test(argument)) return state.reply(200, 'As it is.');
      state.reply(501, 'This option is not known here.');
    },
    NOOP: () => state.reply(200, 'Here.'),
    HELP: () => state.reply(214, 'This is the practice studio of Clipdesk.'),
    QUIT() {
      state.reply(221, 'Goodbye.');
      control.end();
    },
    TYPE(argument) {
      if (/^(I|L 8|A( N)?)$/i.test(argument)) return state.reply(200, 'Everything goes byte by byte.');
      state.reply(504, 'This type is not known here.');
    },
    MODE: (argument) =>
      /^S$/i.test(argument) ? state.reply(200, 'Stream.') : state.reply(504, 'Only stream mode.'),
    STRU: (argument) => (/^F$/i.test(argument) ? state.reply(200, 'File.') : state.reply(504, 'Only files.')),
    ALLO: () => state.reply(202, 'Not needed here.'),
    PWD: () => state.reply(257, `${quoted(state.working)} is where you are.`),
    async PASV() {
      const { port } = await passive();
      state.reply(227, `Entering passive mode (127,0,0,1,${port >> 8},${port & 255}).`);
    },
    async EPSV(argument) {
      if (/^ALL$/i.test(argument)) return state.reply(200, 'Only EPSV from now on.');
      if (argument !== '' && argument !== '1') return state.reply(522, 'Only this one: (1)');
      const { port } = await passive();
      state.reply(229, `Entering extended passive mode (|||${port}|).`);
    },
    PORT: () => state.reply(502, 'Only passive data channels.'),
    EPRT: () => state.reply(502, 'Only passive data channels.'),
  };
  const table: CommandTable = { ...own, ...fileCommands(state), ...transferCommands(state) };

  const run = async ({ verb, argument }: FtpCommand): Promise<void> => {
    const command = Object.hasOwn(table, verb) ? table[verb] : undefined;
    if (command === undefined) return state.reply(502, 'This command is not known here.');
    if (!isSignedIn && !beforeLogin.has(verb)) return state.reply(530, 'Please sign in first.');
    try {
      await command(argument);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOENT' || code === 'ENOTDIR')
        return state.reply(550, 'There is no such file or folder.');
      if (code === 'ENOSPC') return state.reply(452, 'There is no room left.');
      parts.log.warn('An FTP command failed.', { verb, error: String(error) });
      state.reply(451, 'This did not work.');
    }
    // REST counts for the very next transfer, RNFR for the very next RNTO.
    if (verb !== 'REST' && verb !== 'PASV' && verb !== 'EPSV' && verb !== 'TYPE') state.restart = 0;
    if (verb !== 'RNFR') state.renameFrom = null;
  };

  function take(command: FtpCommand): void {
    if (command.verb === 'ABOR') {
      // Out of turn: it concerns what is running.
      if (state.abort) state.abort();
      queue = queue.then(() => state.reply(226, 'Nothing is running any more.'));
      return;
    }
    queue = queue.then(() => (isOver ? undefined : run(command)));
  }

  function listen(socket: Socket): void {
    control = socket;
    const read = commandReader();
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const command of read(chunk)) take(command);
      } catch {
        state.reply(500, 'This line is too long.');
        drop();
      }
    });
    socket.on('error', () => drop());
    socket.on('close', () => drop());
  }

  function drop(): void {
    if (isOver) return;
    isOver = true;
    state.abort?.();
    state.channel?.close();
    control.destroy();
    plain.destroy();
    onEnd();
    end();
  }

  plain.setNoDelay(true);
  listen(plain);
  state.reply(220, 'Practice studio of Clipdesk.');
  return { drop, ended: closed.then(() => queue) };
}
