import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import { keepingLog } from '../servers/keeping-log.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { uploaderSuite, type UploadTrial } from './uploader.suite.ts';

function trial(tls: boolean): () => Promise<UploadTrial> {
  return async () => {
    const server = await startVsftpd({ tls });
    const routes = createUploadRoutes({ clock: systemClock, log: keepingLog(), ftpTimeout: 10_000 });
    const target = {
      url: `${server.url}/incoming/20160513/353413/ORIGINAL/`,
      user: server.user,
      password: server.password,
      allowPlain: !tls,
      fingerprint: server.fingerprint,
      connections: 3,
    };
    return {
      open: () => routes.ftp(target),
      openRefused: () => routes.ftp({ ...target, user: 'somebody-else', password: 'wrong' }),
      refusedCode: 'ftp_login',
      stored: (name) =>
        readFile(join(server.incoming, '20160513', '353413', 'ORIGINAL', name)).catch(() => null),
      stop: () => server.stop(),
    };
  };
}

uploaderSuite('vsftpd in the clear', trial(false));
uploaderSuite('vsftpd with explicit TLS and session reuse demanded', trial(true));
