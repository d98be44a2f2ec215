import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import { keepingLog } from '../servers/keeping-log.ts';
import type { RunningFtpServer } from '../servers/server-process.ts';
import type { UploadTrial } from './uploader.suite.ts';

/** What the suite needs of a real FTP server: its job folder does not exist when the first file is sent. */
export function realFtpTrial(
  start: () => Promise<RunningFtpServer>,
  allowPlain: boolean,
): () => Promise<UploadTrial> {
  return async () => {
    const server = await start();
    const routes = createUploadRoutes({ clock: systemClock, log: keepingLog(), ftpTimeout: 10_000 });
    const target = {
      url: `${server.url}/incoming/20160513/353413/ORIGINAL/`,
      user: server.user,
      password: server.password,
      allowPlain,
      fingerprint: server.fingerprint,
      connections: 3,
    };
    return {
      open: () => routes.ftp(target),
      openRefused: () => routes.ftp({ ...target, user: 'somebody-else', password: 'wrong' }),
      refusedCode: 'ftp_login',
      stored: (name) =>
        readFile(join(server.incoming, '20160513', '353413', 'ORIGINAL', name)).catch(() => null),
      goesOn: true,
      stop: () => server.stop(),
    };
  };
}
