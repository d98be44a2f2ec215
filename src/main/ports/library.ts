import type { LibraryFile, LibraryFileType } from '../../preload/contract/index.ts';

/** One part of a session as the service gave it; numbers may begin at 0. The address is a secret. */
export interface SessionPart {
  readonly number: number;
  readonly address: string;
}

/** What the service made for an upload that begins. */
export interface UploadSession {
  readonly fileId: string;
  readonly uploadId: string;
  /** In the order of their numbers. */
  readonly parts: readonly SessionPart[];
}

export interface LibraryPage {
  readonly files: readonly LibraryFile[];
  /** Null when the service does not say. */
  readonly total: number | null;
}

export interface SentPart {
  readonly number: number;
  readonly etag: string;
}

/** BlendVision's media library, as far as it is documented. Errors are `AppError`s. */
export interface LibraryService {
  beginUpload(
    file: { readonly type: LibraryFileType; readonly name: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<UploadSession>;
  /**
   * Sends one slice of a local file to its address, without any header of the account.
   * @returns the store's `ETag`, as it came
   * @throws AppError `address_expired`, `session_gone` (retry): only a new session helps
   */
  sendPart(
    part: {
      readonly address: string;
      readonly path: string;
      /** Bytes. */
      readonly offset: number;
      readonly length: number;
      readonly onBytes: (bytes: number) => void;
    },
    signal: AbortSignal,
  ): Promise<string>;
  /** @param checksum SHA-1 of the whole file in base64 */
  completeUpload(
    upload: {
      readonly fileId: string;
      readonly uploadId: string;
      readonly checksum: string;
      readonly parts: readonly SentPart[];
    },
    signal: AbortSignal,
  ): Promise<void>;
  cancelUpload(
    upload: { readonly fileId: string; readonly uploadId: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** @param page counted from 1 */
  list(type: LibraryFileType, page: number, perPage: number, signal: AbortSignal): Promise<LibraryPage>;
  /** The content of a file as it comes. `name` and `size` where the service says them. */
  download(
    fileId: string,
    signal: AbortSignal,
  ): Promise<{
    readonly name: string | null;
    readonly size: number | null;
    readonly body: AsyncIterable<Uint8Array>;
  }>;
}
