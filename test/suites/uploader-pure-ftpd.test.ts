import { startPureFtpd } from '../servers/pure-ftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { realServerSuite } from './real-server.suite.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'Pure-FTPd in the clear',
  realFtpTrial(() => startPureFtpd({ tls: false }), true),
);
uploaderSuite(
  'Pure-FTPd with explicit TLS demanded',
  realFtpTrial(() => startPureFtpd({ tls: true }), false),
);

realServerSuite('Pure-FTPd in the clear', {
  tls: false,
  start: () => startPureFtpd({ tls: false }),
  startNarrow: () => startPureFtpd({ tls: false, extra: ['-c', '2'] }),
});

realServerSuite('Pure-FTPd with TLS', {
  tls: true,
  start: () => startPureFtpd({ tls: true }),
  startNarrow: () => startPureFtpd({ tls: true, extra: ['-c', '2'] }),
});
