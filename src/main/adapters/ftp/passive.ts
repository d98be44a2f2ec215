import { isIPv6 } from 'node:net';
import { accepted, RefusedReply } from './ftp-reply.ts';
import type { ControlConnection } from './control-connection.ts';
import type { ServerHabits } from './server-habits.ts';

function portOfExtended(text: string): number | null {
  // RFC 2428: "229 Entering Extended Passive Mode (|||6446|)"
  const found = /\(([!-~])\1\1(\d{1,5})\1\)/.exec(text);
  return found?.[2] === undefined ? null : Number(found[2]);
}

function portOfPassive(text: string): number | null {
  // RFC 959: "227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)"
  const found = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text);
  return found === null ? null : (Number(found[5]) & 255) * 256 + (Number(found[6]) & 255);
}

/**
 * The port of a passive mode reply. Only the port is ever taken: a server behind a router names an address nobody can
 * reach, and a hostile one could name somebody else's.
 * @throws Error when it has none
 */
export function portOf(text: string): number {
  const port = portOfExtended(text) ?? portOfPassive(text);
  if (port === null || port === 0 || port > 65_535) throw new Error('The passive mode reply has no port.');
  return port;
}

export function passiveCommand(habits: ServerHabits): 'EPSV' | 'PASV' {
  return habits.extended ? 'EPSV' : 'PASV';
}

/**
 * Asks where to connect: EPSV first, PASV where the server does not know it, which is remembered for all connections.
 * @throws RefusedReply
 */
export async function askPort(control: ControlConnection, habits: ServerHabits): Promise<number> {
  if (habits.extended) {
    const reply = await control.ask('EPSV');
    if (reply.code < 400) return portOf(reply.text);
    if (control.closed || isIPv6(control.socket.remoteAddress ?? '')) throw new RefusedReply(reply);
    habits.extended = false;
  }
  return portOf(accepted(await control.ask('PASV')).text);
}
