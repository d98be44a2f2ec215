import { connect } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';

/**
 * The socket of the D-Bus session bus, as libsecret would find it: from `DBUS_SESSION_BUS_ADDRESS`, else `bus` in
 * `XDG_RUNTIME_DIR` (D-Bus Specification, "Server Addresses" and "Well-known Message Bus Instances"). Null when
 * neither is set. An abstract socket begins with a NUL, as Node takes it.
 */
export function sessionBusSocket(env: NodeJS.ProcessEnv): string | null {
  const address = env['DBUS_SESSION_BUS_ADDRESS'];
  if (address !== undefined && address !== '') {
    for (const one of address.split(';')) {
      if (!one.startsWith('unix:')) continue;
      const members = new Map(
        one
          .slice('unix:'.length)
          .split(',')
          .map((member) => {
            const [key = '', value = ''] = member.split('=');
            return [key, decodeURIComponent(value)] as const;
          }),
      );
      const abstract = members.get('abstract');
      if (abstract !== undefined) return `\0${abstract}`;
      const path = members.get('path');
      if (path !== undefined) return path;
    }
    return null;
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime === undefined || runtime === '' ? null : join(runtime, 'bus');
}

/**
 * True when something behind the socket speaks D-Bus within `patience` milliseconds. Asked before the native
 * keychain library is: it waits without an end on a bus that does not answer, and a thread waiting there keeps the whole
 * process from ending.
 */
export function busAnswers(socket: string, patience: number, clock: Clock, userId: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const settle = (answers: boolean): void => {
      cancel();
      connection.destroy();
      resolve(answers);
    };
    const cancel = clock.after(patience, () => settle(false));
    let received = '';
    connection.setEncoding('latin1');
    connection.on('connect', () => {
      // "Authentication Protocol", EXTERNAL: the numeric user id, as hex of its decimal digits.
      connection.write(`\0AUTH EXTERNAL ${Buffer.from(String(userId)).toString('hex')}\r\n`);
    });
    connection.on('data', (text) => {
      received += String(text);
      if (received.includes('\r\n') || received.length > 1_024) settle(received.startsWith('OK '));
    });
    connection.on('error', () => settle(false));
    connection.on('close', () => settle(false));
  });
}
