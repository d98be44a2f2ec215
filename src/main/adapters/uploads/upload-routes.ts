import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { NetworkPaths } from '../../ports/network-path.ts';
import type { Throttle } from '../../ports/throttle.ts';
import type { UploadRoutes } from '../../ports/uploads.ts';
import { createFtpUploader } from '../ftp/ftp-uploader.ts';
import type { HttpClient } from '../http/http-client.ts';
import { createPostUploader } from '../multipart/post-uploader.ts';

export interface UploadRoutesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Connections for the multipart route; made by it when absent. */
  readonly http?: HttpClient;
  /** Milliseconds without any progress before an FTP conversation is given up. */
  readonly ftpTimeout?: number;
  /** Certificates (PEM) to trust instead of the system's authorities. */
  readonly authorities?: readonly string[];
  /** Asked for every block; absent: nothing limits. */
  readonly throttle?: Throttle;
  /** The way to the FTP server; absent: always direct. */
  readonly paths?: NetworkPaths;
}

/** The two documented ways to send pictures: FTP and multipart POST. */
export function createUploadRoutes(options: UploadRoutesOptions): UploadRoutes {
  return {
    ftp: (target) => createFtpUploader(target, options),
    post: (target) => createPostUploader(target, options),
  };
}
