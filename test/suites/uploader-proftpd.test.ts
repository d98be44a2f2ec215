import { startProftpd } from '../servers/proftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'ProFTPD in the clear',
  realFtpTrial(() => startProftpd({ tls: false }), true),
);
uploaderSuite(
  'ProFTPD with explicit TLS and session reuse demanded',
  realFtpTrial(() => startProftpd({ tls: true }), false),
);
