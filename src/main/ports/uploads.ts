/** One file to send, as it was when it was queued. */
export interface UploadSource {
  readonly path: string;
  /** Name at the service. */
  readonly name: string;
  /** Bytes; a file of another size now is not sent (`file_changed`). */
  readonly size: number;
}

export interface UploadProgress {
  /** Bytes of this file handed to the network so far. */
  readonly sentBytes: number;
}

export interface UploadCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
}

/** Sends files by one route for one account; holds its warm connections. Errors are `AppError`s. */
export interface Uploader {
  /** Sends one file. Resolving means the far end confirmed the whole file, not yet that it is proven. */
  send(source: UploadSource, call: UploadCall): Promise<void>;
  close(): Promise<void>;
}

export interface FtpTarget {
  /** `upload.ftpUrl`; its folders are created when missing. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly allowPlain: boolean;
  /** Lower-case hex SHA-256 of the pinned certificate; null: the system's authorities decide. */
  readonly fingerprint: string | null;
  readonly connections: number;
}

export interface PostTarget {
  /** `upload.postUrl`, as given. */
  readonly url: string;
  /** Multipart field name. */
  readonly field: string;
}

/** Makes uploaders; the only thing services know of FTP and multipart. */
export interface UploadRoutes {
  ftp(target: FtpTarget): Uploader;
  post(target: PostTarget): Uploader;
}
