/** What was learned of a server by talking to it; shared by all connections of a pool. Each changes once, to false. */
export interface ServerHabits {
  /** It knows EPSV (RFC 2428). */
  extended: boolean;
  /**
   * It takes commands that were sent before the ones in front of them were answered. vsftpd keeps them until a transfer
   * is over; ProFTPD (450) and Pure-FTPd (500) refuse what comes during one, so that they are asked in turn.
   */
  ahead: boolean;
  /** It takes a TLS handshake on the data connection before it said "150"; pyftpdlib hangs up on one. */
  early: boolean;
  /** It takes REST before STOR. */
  restart: boolean;
}

export function unknownServer(): ServerHabits {
  return { extended: true, ahead: true, early: true, restart: true };
}
