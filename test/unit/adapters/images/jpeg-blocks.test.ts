import { expect, test } from 'vitest';
import { overCoefficients } from '../../../../src/main/adapters/images/jpeg-walk/blocks.ts';
import {
  codeOf,
  codeTable,
  type CodeTable,
} from '../../../../src/main/adapters/images/jpeg-walk/code-table.ts';
import { FileBytes } from '../../../../src/main/adapters/images/jpeg-walk/file-bytes.ts';
import { lookUpOfRuns, type LookUp } from '../../../../src/main/adapters/images/jpeg-walk/look-up.ts';
import { NotAsPromised } from '../../../../src/main/adapters/images/jpeg-walk/not-as-promised.ts';
import { bitsAt, ScanData } from '../../../../src/main/adapters/images/jpeg-walk/scan-data.ts';
import { runCodes, seededChance } from '../../../fixtures/draw-coded-jpeg.ts';

/** Bytes as the data of a scan, which is then at hand from its beginning. */
function atHand(bytes: Uint8Array): ScanData {
  const stuffed = Buffer.from([...bytes].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));
  const file = Buffer.concat([stuffed, Buffer.of(0xff, 0xd9)]);
  const data = new ScanData(
    new FileBytes((into, position) => {
      // In odd portions, so that what is copied four by four lies across them.
      const piece = file.subarray(position, position + Math.min(991, into.length));
      into.set(piece);
      return piece.length;
    }),
  );
  data.begin();
  return data;
}

/** The way of the standard: one code after the other, then its bits (F.2.2.2). Null: not as promised. */
function oneByOne(start: number, codes: CodeTable): number | null {
  let position = start;
  for (let index = 1; index < 64;) {
    let code = 0;
    try {
      code = codeOf(codes, bitsAt(position));
    } catch {
      return null;
    }
    const symbol = code & 255;
    position += (code >> 8) + (symbol & 15);
    if ((symbol & 15) === 0 && symbol !== 0xf0) return position;
    index += symbol === 0xf0 ? 16 : (symbol >> 4) + 1;
    if (index > 64) return null;
  }
  return position;
}

function together(start: number, lookUp: LookUp): number | null {
  try {
    return overCoefficients(start, lookUp);
  } catch (thrown) {
    if (thrown instanceof NotAsPromised) return null;
    throw thrown;
  }
}

/** Tables as files may hold them: any symbols, any lengths that leave room for each other, some with bits that are no code. */
function drawnTable(chance: (most: number) => number): CodeTable {
  const counts = new Uint8Array(16);
  let room = 1;
  let total = 0;
  for (let length = 1; length <= 16; length += 1) {
    room *= 2;
    const count = Math.min(chance(length === 16 ? 200 : 4), room - 1, 256 - total);
    counts[length - 1] = count;
    room -= count;
    total += count;
  }
  return codeTable(
    counts,
    Uint8Array.from({ length: total }, () => chance(256)),
  );
}

test('coefficients that are looked up together end where they end one by one, whatever the tables', () => {
  const chance = seededChance(7);
  let ended = 0;
  let refused = 0;
  for (let round = 0; round < 60; round += 1) {
    const codes = round % 3 === 0 ? codeTable(runCodes.counts, runCodes.symbols) : drawnTable(chance);
    const lookUps = [9, 13].map((width) => lookUpOfRuns(width, codes));
    const zeros = chance(3);
    atHand(Uint8Array.from({ length: 3000 }, () => chance(256) & (zeros === 0 ? chance(256) : 255)));
    for (let start = 0; start < 3000 * 8 - 2048; start += 1 + chance(60)) {
      const plain = oneByOne(start, codes);
      if (plain === null) refused += 1;
      else ended += 1;
      for (const lookUp of lookUps) expect(together(start, lookUp)).toBe(plain);
    }
  }
  expect(Math.min(ended, refused)).toBeGreaterThan(1000);
});

test('the data of a scan is the same however it is read, and ends with its marker', () => {
  const chance = seededChance(9);
  for (const length of [1, 3, 4, 300, 5000, 70_000, 140_000]) {
    const bytes = Uint8Array.from({ length }, () => (chance(6) === 0 ? 0xff : chance(256)));
    const data = atHand(bytes);
    let position = 0;
    for (let at = 0; at < length; at += 1) {
      if ((bitsAt(position) >>> 24) - (bytes[at] ?? 0) !== 0)
        expect.fail(`byte ${String(at)} of ${String(length)}`);
      position = data.over(position, 8);
    }
    expect(data.end(position)).toBe(0xd9);
    expect(() => data.end(position - 8)).toThrow(NotAsPromised);
    expect(() => data.over(position, 1)).toThrow(NotAsPromised);
  }
});
