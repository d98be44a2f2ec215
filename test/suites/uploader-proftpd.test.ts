import { startProftpd } from '../servers/proftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { realServerSuite } from './real-server.suite.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'ProFTPD in the clear',
  realFtpTrial(() => startProftpd({ tls: false }), true),
);
uploaderSuite(
  'ProFTPD with explicit TLS and session reuse demanded',
  realFtpTrial(() => startProftpd({ tls: true }), false),
);

realServerSuite('ProFTPD in the clear', {
  tls: false,
  start: () => startProftpd({ tls: false }),
  startNarrow: () => startProftpd({ tls: false, extra: ['MaxClients 2'] }),
});

realServerSuite('ProFTPD with TLS', {
  tls: true,
  start: () => startProftpd({ tls: true }),
  startNarrow: () => startProftpd({ tls: true, extra: ['MaxClients 2'] }),
});
