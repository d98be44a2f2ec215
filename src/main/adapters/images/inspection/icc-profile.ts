import type { ColourSpace } from '../../../../preload/contract/index.ts';

/** What the header and the description tag of an ICC profile say (ICC.1:2022, 7.2, 9.2.41, 10.15). */
export interface ProfileReading {
  readonly description: string;
  /** Colour space of the numbers it describes. */
  readonly space: ColourSpace;
}

const headerLength = 128;
const mostTags = 200;

const spaces: Readonly<Record<string, ColourSpace>> = {
  'RGB ': 'rgb',
  CMYK: 'cmyk',
  GRAY: 'grey',
  'Lab ': 'lab',
};

function cleaned(text: string): string {
  return text
    .replace(/[\0-\x1f]+/g, ' ')
    .trim()
    .slice(0, 120);
}

function utf16(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le');
}

/** Version 4: names in several languages, English first where there is one. */
function multiLocalized(tag: Buffer): string {
  if (tag.length < 16) return '';
  const count = Math.min(tag.readUInt32BE(8), 100);
  const texts: { language: string; text: string }[] = [];
  for (let index = 0; index < count; index++) {
    const at = 16 + index * 12;
    if (at + 12 > tag.length) break;
    const start = tag.readUInt32BE(at + 8);
    texts.push({
      language: tag.toString('latin1', at, at + 2),
      text: utf16(tag.subarray(start, start + tag.readUInt32BE(at + 4))),
    });
  }
  return (texts.find((each) => each.language === 'en') ?? texts[0])?.text ?? '';
}

function described(tag: Buffer): string {
  const type = tag.toString('latin1', 0, 4);
  if (type === 'mluc') return multiLocalized(tag);
  if (type === 'desc' && tag.length > 12) return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8));
  if (type === 'text') return tag.toString('latin1', 8);
  return '';
}

/** Null when it is no profile. A profile without a readable description is called by its colour space. */
export function readProfile(profile: Uint8Array): ProfileReading | null {
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength);
  if (bytes.length < headerLength + 4 || bytes.toString('latin1', 36, 40) !== 'acsp') return null;
  const signature = bytes.toString('latin1', 16, 20);
  const space = spaces[signature] ?? 'other';
  const count = Math.min(bytes.readUInt32BE(headerLength), mostTags);
  let description = '';
  for (let index = 0; index < count; index++) {
    const at = headerLength + 4 + index * 12;
    if (at + 12 > bytes.length) break;
    if (bytes.toString('latin1', at, at + 4) !== 'desc') continue;
    const start = bytes.readUInt32BE(at + 4);
    description = cleaned(described(bytes.subarray(start, start + bytes.readUInt32BE(at + 8))));
  }
  return { description: description === '' ? `unnamed ${signature.trim()} profile` : description, space };
}
