import { systemClock } from '../clock/system-clock.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Secrets } from '../../ports/secrets.ts';
import { keychainSecrets, patiently, SERVICE } from './keychain-secrets.ts';
import { memorySecrets } from './memory-secrets.ts';
import { busAnswers, sessionBusSocket } from './session-bus.ts';

/** Milliseconds. A keychain service may have to be started by the first question. */
const BUS_PATIENCE = 1_000;
const FIRST_ANSWER_PATIENCE = 5_000;

/**
 * The OS keychain where one answers (Keychain on macOS, Credential Manager on Windows, a Secret Service such as
 * gnome-keyring or KWallet on Linux), else memory. Never a file. Never throws and never waits longer than about
 * six seconds.
 */
export async function openSecrets(
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
  clock: Clock = systemClock,
): Promise<Secrets> {
  try {
    if (process.platform === 'linux') await expectSessionBus(env, clock);
    // Loaded late: without the system's libsecret the native library cannot be loaded at all.
    const { default: keytar } = await import('keytar');
    await patiently(keytar.getPassword(SERVICE, 'probe'), clock, FIRST_ANSWER_PATIENCE);
    return keychainSecrets(keytar, clock, log);
  } catch (thrown) {
    log.warn('No keychain answers; sign-ins are kept in memory until Clipdesk is closed', {
      reason: thrown instanceof Error ? thrown.message : 'unknown',
    });
    return memorySecrets();
  }
}

async function expectSessionBus(env: NodeJS.ProcessEnv, clock: Clock): Promise<void> {
  const socket = sessionBusSocket(env);
  if (socket === null) throw new Error('There is no D-Bus session');
  const userId = process.getuid?.() ?? 0;
  if (!(await busAnswers(socket, BUS_PATIENCE, clock, userId))) {
    throw new Error('The D-Bus session does not answer');
  }
}
