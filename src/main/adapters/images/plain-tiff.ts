export type PlainColours = 'grey' | 'rgb' | 'cmyk' | 'lab';

export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel; one more than the colours need is transparency. */
  readonly channels: number;
  readonly colours: PlainColours;
  /** Interleaved, 8 bits per sample. */
  readonly pixels: Buffer;
  readonly profile: Buffer | null;
}

/** PhotometricInterpretation (TIFF 6.0): BlackIsZero, RGB, Separated, CIELab. */
const photometric: Readonly<Record<PlainColours, number>> = { grey: 1, rgb: 2, cmyk: 5, lab: 8 };
const colourCount: Readonly<Record<PlainColours, number>> = { grey: 1, rgb: 3, cmyk: 4, lab: 3 };

const short = 3;
const long = 4;
const undefinedBytes = 7;

/** An uncompressed TIFF (6.0) of one strip: the plainest way to hand pixels together with what their numbers mean. */
export function plainTiff(picture: PlainPicture): Buffer {
  const { pixels } = picture;
  const entries: { tag: number; type: number; count: number; value: number | Buffer }[] = [];
  const bits = Buffer.alloc(picture.channels * 2);
  for (let channel = 0; channel < picture.channels; channel++) bits.writeUInt16LE(8, channel * 2);
  const add = (tag: number, type: number, value: number | Buffer, count = 1): void => {
    entries.push({ tag, type, count, value });
  };
  add(256, long, picture.width);
  add(257, long, picture.height);
  add(258, short, picture.channels <= 2 ? bits.readUIntLE(0, bits.length) : bits, picture.channels);
  add(259, short, 1);
  add(262, short, photometric[picture.colours]);
  add(273, long, 0);
  add(277, short, picture.channels);
  add(278, long, picture.height);
  add(279, long, pixels.length);
  add(284, short, 1);
  if (picture.channels > colourCount[picture.colours]) add(338, short, 2);
  if (picture.profile) add(34675, undefinedBytes, picture.profile, picture.profile.length);

  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  const header = Buffer.from('II*\0\b\0\0\0', 'latin1');
  const extras: Buffer[] = [];
  let extraAt = header.length + directory.length;
  const pixelsAt =
    extraAt +
    entries.reduce(
      (sum, entry) =>
        sum + (Buffer.isBuffer(entry.value) ? entry.value.length + (entry.value.length % 2) : 0),
      0,
    );
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach((entry, index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(entry.tag, at);
    directory.writeUInt16LE(entry.type, at + 2);
    directory.writeUInt32LE(entry.count, at + 4);
    if (Buffer.isBuffer(entry.value)) {
      directory.writeUInt32LE(extraAt, at + 8);
      extras.push(entry.value, Buffer.alloc(entry.value.length % 2));
      extraAt += entry.value.length + (entry.value.length % 2);
    } else {
      directory.writeUInt32LE(entry.tag === 273 ? pixelsAt : entry.value, at + 8);
    }
  });
  return Buffer.concat([header, directory, ...extras, pixels]);
}
