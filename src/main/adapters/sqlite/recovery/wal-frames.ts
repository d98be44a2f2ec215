/** The write-ahead log of SQLite (https://www.sqlite.org/fileformat2.html#walformat). */
const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

export interface WalFrames {
  readonly pageSize: number;
  /** The newest committed content of each page that the log has. */
  readonly pages: ReadonlyMap<number, Buffer>;
  /** Pages in the whole database after the last commit; null when nothing was committed. */
  readonly databasePages: number | null;
  /**
   * A frame is spoiled that had been on the disk before later ones were written. SQLite would quietly forget it and
   * everything behind it. A last transaction that was broken off is no damage: nobody was told that it is kept.
   */
  readonly isDamaged: boolean;
}

/** What there is when there is no log. */
const nothing: WalFrames = { pageSize: 0, pages: new Map(), databasePages: null, isDamaged: false };

interface Frame {
  readonly page: number;
  readonly databasePages: number;
  readonly content: Buffer;
  readonly isSound: boolean;
}

/** The checksum of the format over whole 32-bit words, going on from another one. */
function checksum(bytes: Buffer, isBigEndian: boolean, from: readonly [number, number]): [number, number] {
  let [first, second] = from;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const one = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const two = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    first = (first + one + second) >>> 0;
    second = (second + two + first) >>> 0;
  }
  return [first, second];
}

function framesOf(log: Buffer, pageSize: number): readonly Frame[] {
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1;
  const salts = log.subarray(16, 24);
  let before: [number, number] = [log.readUInt32BE(24), log.readUInt32BE(28)];
  const frames: Frame[] = [];
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize) {
    // Frames behind the end of this log are left from an earlier one.
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    const content = log.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
    const head = checksum(log.subarray(at, at + 8), isBigEndian, before);
    const [first, second] = checksum(content, isBigEndian, head);
    const said: [number, number] = [log.readUInt32BE(at + 16), log.readUInt32BE(at + 20)];
    frames.push({
      page: log.readUInt32BE(at),
      databasePages: log.readUInt32BE(at + 4),
      content,
      isSound: first === said[0] && second === said[1],
    });
    // What stands behind a spoiled frame is judged by the sum that frame was written with.
    before = said;
  }
  return frames;
}

/**
 * Reads a log without SQLite: also what stands behind a spoiled frame.
 * @param log the bytes of the `-wal` file; may be empty
 */
export function readWal(log: Buffer): WalFrames {
  if (log.length < HEADER || (log.readUInt32BE(0) & 0xfffffffe) >>> 0 !== MAGIC) return nothing;
  const pageSize = log.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65_536) return nothing;
  const frames = framesOf(log, pageSize);
  const spoiled = frames.findIndex((frame) => !frame.isSound);
  const isCommit = (frame: Frame): boolean => frame.isSound && frame.databasePages > 0;
  // One commit behind it may be the torn write of a power cut; a second was only begun when the first was on the disk.
  const isDamaged = spoiled >= 0 && frames.slice(spoiled).filter(isCommit).length > 1;
  const usable = spoiled < 0 || isDamaged ? frames : frames.slice(0, spoiled);
  const last = usable.findLastIndex(isCommit);
  const pages = new Map<number, Buffer>();
  for (const frame of usable.slice(0, last + 1)) if (frame.isSound) pages.set(frame.page, frame.content);
  return { pageSize, pages, databasePages: usable[last]?.databasePages ?? null, isDamaged };
}
