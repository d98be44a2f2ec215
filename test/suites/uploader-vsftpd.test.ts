import { startVsftpd } from '../servers/vsftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { realServerSuite } from './real-server.suite.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'vsftpd in the clear',
  realFtpTrial(() => startVsftpd({ tls: false }), true),
);
uploaderSuite(
  'vsftpd with explicit TLS and session reuse demanded',
  realFtpTrial(() => startVsftpd({ tls: true }), false),
);

realServerSuite('vsftpd in the clear', {
  tls: false,
  start: () => startVsftpd({ tls: false }),
  startNarrow: () => startVsftpd({ tls: false, extra: ['max_clients=2'] }),
});

realServerSuite('vsftpd with TLS', {
  tls: true,
  start: () => startVsftpd({ tls: true }),
  startNarrow: () => startVsftpd({ tls: true, extra: ['max_clients=2'] }),
});
