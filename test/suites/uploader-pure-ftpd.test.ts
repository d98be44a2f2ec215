import { startPureFtpd } from '../servers/pure-ftpd.ts';
import { realFtpTrial } from './real-ftp.ts';
import { uploaderSuite } from './uploader.suite.ts';

uploaderSuite(
  'Pure-FTPd in the clear',
  realFtpTrial(() => startPureFtpd({ tls: false }), true),
);
uploaderSuite(
  'Pure-FTPd with explicit TLS demanded',
  realFtpTrial(() => startPureFtpd({ tls: true }), false),
);
