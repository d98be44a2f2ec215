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

/** The beginning of a file that has gone, as it was. */
export interface SentPart {
  readonly bytes: number;
  /** MD5 of those bytes, lower-case hex. */
  readonly md5: string;
}

export interface UploadCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UploadProgress) => void;
  /** What went of this file before it was broken off; a route that can go on inside a file does. */
  readonly resume?: SentPart | null;
  /** Told what has gone, now and then and when it breaks off, by a route that can go on from there. */
  readonly onPart?: (part: SentPart) => void;
}

/** A file on this computer at a moment. */
export interface SeenFile {
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: number;
}

/** What was sent. */
export interface SentFile {
  /** How the file was found after its last byte had gone, where the route looked. */
  readonly found?: SeenFile;
  /** Of the very bytes that went, lower-case hex; null when the route does not know. */
  readonly md5: string | null;
}

/** Sends files by one route for one account; holds its warm connections. Errors are `AppError`s. */
export interface Uploader {
  /** Sends one file. Resolving means the far end confirmed the whole file, not yet that it is proven. */
  send(source: UploadSource, call: UploadCall): Promise<SentFile>;
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
