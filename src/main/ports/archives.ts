/** One file of an archive. Folders and links are none. */
export interface ArchiveEntry {
  /**
   * Ways to read its name, likeliest first, with `/` between the parts. For comparing only: such a name may lead anywhere
   * and is never a path to write to.
   */
  readonly names: readonly string[];
  /** Bytes, as the archive says; reading stops with an error when more or fewer come. */
  readonly size: number;
  /** Why it cannot be read, as a sentence about it; empty when it can. */
  readonly problem: string;
  /** Its content, checked by length and CRC while it is read. @throws AppError `archive_damaged` (person) */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface OpenArchive {
  readonly entries: readonly ArchiveEntry[];
  close(): void;
}

/** Archives as services send them: zip and zip64, stored and deflated. */
export interface Archives {
  /**
   * @param mostEntries an archive with more is not looked at
   * @throws AppError `archive_damaged` (person): no archive, cut off, too many entries, or made to fill a disk
   */
  open(path: string, mostEntries: number): Promise<OpenArchive>;
}
