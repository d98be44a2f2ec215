import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a hand-made archive; what is left out is as an honest program would write it. */
export interface ZipFile {
  readonly name: string | Buffer;
  readonly content: Buffer;
  readonly deflate?: boolean;
  /** General purpose bits: 0x800 UTF-8 names, 0x1 encrypted. */
  readonly flags?: number;
  /** Unix mode, e.g. 0o120777 for a link. */
  readonly mode?: number;
  /** What the directory claims, bytes. */
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  /** Sizes and offset in the zip64 field instead of the header. */
  readonly zip64?: boolean;
}

const four = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const two = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const eight = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** Writes an archive byte by byte (APPNOTE.TXT 6.3), so that it can lie where no library would. */
export function makeZip(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = typeof file.name === 'string' ? Buffer.from(file.name) : file.name;
    const packed = file.deflate === true ? deflateRawSync(file.content) : file.content;
    const size = file.claimedSize ?? file.content.length;
    const shared = Buffer.concat([
      two(file.flags ?? 0x800),
      two(file.deflate === true ? 8 : 0),
      four(0x58210000),
      four(file.claimedCrc ?? crc32(file.content)),
    ]);
    const local = Buffer.concat([
      four(0x04034b50),
      two(45),
      shared,
      four(packed.length),
      four(size),
      two(name.length),
      two(0),
      name,
      packed,
    ]);
    const extra =
      file.zip64 === true
        ? Buffer.concat([two(1), two(24), eight(size), eight(packed.length), eight(offset)])
        : Buffer.alloc(0);
    const full = 0xffffffff;
    directory.push(
      Buffer.concat([
        four(0x02014b50),
        two(0x032d),
        two(45),
        shared,
        four(file.zip64 === true ? full : packed.length),
        four(file.zip64 === true ? full : size),
        two(name.length),
        two(extra.length),
        two(0),
        two(0),
        two(0),
        four((file.mode ?? 0o100644) << 16),
        four(file.zip64 === true ? full : offset),
        name,
        extra,
      ]),
    );
    bodies.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.concat([
    four(0x06054b50),
    two(0),
    two(0),
    two(files.length),
    two(files.length),
    four(list.length),
    four(offset),
    two(0),
  ]);
  return Buffer.concat([...bodies, list, end]);
}
