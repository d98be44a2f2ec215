import { startVsftpd } from '../servers/vsftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'vsftpd in the clear',
  realFtpTrial(() => startVsftpd({ tls: false }), true),
);
uploaderSuite(
  'vsftpd with explicit TLS and session reuse demanded',
  realFtpTrial(() => startVsftpd({ tls: true }), false),
);
