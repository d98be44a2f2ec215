import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';

/** What a second start hands to the first one: the files and folders it was asked to open. */
const handedOver = z.object({ paths: z.array(z.string()).max(20_000) });

/** Longer than any list of paths a system takes on a command line. Bytes. */
const LONGEST = 4_000_000;

/** How long a second start waits for the first one, which may just be starting. Milliseconds. */
const PATIENCE = 10_000;
const BETWEEN = 50;

/** The longest path a Unix socket may have, everywhere (macOS: 104 bytes with the end). */
const LONGEST_SOCKET = 100;

/** Where the window of a profile listens to later starts. Only the person's own user may write to it. */
export function windowAddress(home: string, platform: NodeJS.Platform = process.platform): string {
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\clipdesk-${hash}`;
  const inProfile = join(home, 'window.socket');
  return Buffer.byteLength(inProfile) <= LONGEST_SOCKET
    ? inProfile
    : join(tmpdir(), `clipdesk-${hash}.socket`);
}

/**
 * Takes what later starts on the same profile hand over. Only for the process that holds the profile's window lock: what
 * an ended one left at the address is removed.
 * @returns ends it
 */
export function listenForStarts(
  address: string,
  take: (paths: readonly string[]) => void,
): Promise<() => Promise<void>> {
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > LONGEST) socket.destroy();
      if (!text.endsWith('\n')) return;
      const paths = parsed(text);
      if (paths === null) {
        socket.destroy();
        return;
      }
      socket.end('taken\n');
      take(paths);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      if (process.platform !== 'win32') chmodSync(address, 0o600);
      resolve(
        () =>
          new Promise((ended) => {
            for (const socket of open) socket.destroy();
            server.close(() => ended());
          }),
      );
    });
  });
}

function parsed(text: string): readonly string[] | null {
  try {
    return handedOver.parse(JSON.parse(text)).paths;
  } catch {
    return null;
  }
}

/**
 * Hands over to the window that is open on the profile, and resolves when that one has taken it.
 * @throws AppError `window_silent` (person) when it does not answer
 */
export async function handOver(
  address: string,
  paths: readonly string[],
  patience = PATIENCE,
): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    if (await offered(address, paths, Math.max(1, deadline - performance.now()))) return;
    if (performance.now() + BETWEEN > deadline)
      throw new AppError(
        'person',
        'window_silent',
        'Clipdesk is open on this profile already, but does not answer. Close it, or end it, and start again.',
      );
    await pause(BETWEEN);
  }
}

function offered(address: string, paths: readonly string[], patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (isTaken: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isTaken);
    };
    const timer = setTimeout(() => end(false), patience);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`${JSON.stringify({ paths })}\n`));
    socket.once('data', (answer: string) => end(answer === 'taken\n'));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
