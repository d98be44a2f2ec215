import { NotAsPromised, type CodeReader, type CodeTable } from './code-reader.ts';
import type { Component, Frame } from './jpeg-frame.ts';

/** What a scan's head says (B.2.3). */
export interface Scan {
  readonly parts: readonly { readonly component: Component; readonly dc: number; readonly ac: number }[];
  /** First and last coefficient. */
  readonly from: number;
  readonly to: number;
  /** Its lowest bits: before, 0 where nothing came yet, and with it. */
  readonly before: number;
  readonly after: number;
}

export interface Tables {
  readonly dc: (CodeTable | undefined)[];
  readonly ac: (CodeTable | undefined)[];
  /** Numbers of the quantization tables that were given. */
  readonly quantization: Set<number>;
  /** Units between two restart markers; 0: none. */
  restart: number;
}

/** @throws NotAsPromised */
export function readScan(reader: CodeReader, frame: Frame, tables: Tables): Scan {
  const length = reader.word();
  const count = reader.byte();
  if (count < 1 || count > 4 || length !== 6 + 2 * count) throw new NotAsPromised();
  const parts = Array.from({ length: count }, () => {
    const id = reader.byte();
    const component = frame.components.find((each) => each.id === id);
    const chosen = reader.byte();
    if (component === undefined || !tables.quantization.has(component.quantization))
      throw new NotAsPromised();
    return { component, dc: chosen >> 4, ac: chosen & 15 };
  });
  const from = reader.byte();
  const to = reader.byte();
  const precision = reader.byte();
  const scan: Scan = { parts, from, to, before: precision >> 4, after: precision & 15 };
  if (!frame.progressive) {
    if (from !== 0 || to !== 63 || precision !== 0) throw new NotAsPromised();
    return scan;
  }
  if (from > to || to > 63 || (from === 0 ? to !== 0 : count !== 1)) throw new NotAsPromised();
  for (const { component } of parts) {
    const known = component.precision;
    if (from > 0 && (known[0] ?? -1) < 0) throw new NotAsPromised();
    for (let index = from; index <= to; index += 1) {
      if (Math.max(0, known[index] ?? -1) !== scan.before) throw new NotAsPromised();
      known[index] = scan.after;
    }
  }
  if (scan.before > 0 && scan.after !== scan.before - 1) throw new NotAsPromised();
  return scan;
}

function table(tables: readonly (CodeTable | undefined)[], number: number): CodeTable {
  const found = tables[number];
  if (found === undefined) throw new NotAsPromised();
  return found;
}

function sequential(reader: CodeReader, dc: CodeTable, ac: CodeTable): void {
  const size = reader.symbol(dc);
  if (size > 11) throw new NotAsPromised();
  if (size > 0) reader.skipBits(size);
  let index = 1;
  while (index < 64) {
    const symbol = reader.symbol(ac);
    const bits = symbol & 15;
    if (bits > 0) {
      index += (symbol >> 4) + 1;
      reader.skipBits(bits);
    } else if (symbol === 0xf0) index += 16;
    else break;
  }
  if (index > 64) throw new NotAsPromised();
}

function firstBits(reader: CodeReader, dc: CodeTable): void {
  const size = reader.symbol(dc);
  if (size > 11) throw new NotAsPromised();
  if (size > 0) reader.skipBits(size);
}

/** The set bits of 32. */
function countOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many coefficients from `from` to `to` are in the two words. */
function knownFrom(low: number, high: number, from: number, to: number): number {
  if ((low | high) === 0 || from > to) return 0;
  const inLow = from < 32 ? countOf(low & (-1 << from) & (to < 31 ? (2 << to) - 1 : -1)) : 0;
  const fromHigh = from > 32 ? -1 << (from - 32) : -1;
  return inLow + (to < 32 ? 0 : countOf(high & fromHigh & (to < 63 ? (2 << (to - 32)) - 1 : -1)));
}

/** How many blocks one symbol ends, the one it stands in included (G.1.2.2). */
function endRun(reader: CodeReader, size: number): number {
  return (1 << size) + (size > 0 ? reader.bitsOf(size) : 0);
}

/** @returns how many blocks have nothing more in this scan, beginning with this one; 0: it was read to its end */
function firstOfCoefficients(
  reader: CodeReader,
  { from, to }: Scan,
  ac: CodeTable,
  known: Int32Array,
  at: number,
): number {
  let low = 0;
  let high = 0;
  let ended = 0;
  let index = from;
  while (index <= to && ended === 0) {
    const symbol = reader.symbol(ac);
    const zeros = symbol >> 4;
    const bits = symbol & 15;
    if (bits > 0) {
      index += zeros;
      if (index < 32) low |= 1 << index;
      else high |= 1 << (index - 32);
      reader.skipBits(bits);
      index += 1;
    } else if (zeros === 15) index += 16;
    else ended = endRun(reader, zeros);
  }
  if (index > to + 1) throw new NotAsPromised();
  known[at] = (known[at] ?? 0) | low;
  known[at + 1] = (known[at + 1] ?? 0) | high;
  return ended;
}

/** One bit more of each coefficient that is known, and those that become known by it (G.1.2.3). @returns as before */
function moreOfCoefficients(
  reader: CodeReader,
  { from, to }: Scan,
  ac: CodeTable,
  known: Int32Array,
  at: number,
): number {
  let low = known[at] ?? 0;
  let high = known[at + 1] ?? 0;
  let ended = 0;
  let index = from;
  for (; index <= to; index += 1) {
    const symbol = reader.symbol(ac);
    let zeros = symbol >> 4;
    const bits = symbol & 15;
    if (bits > 1) throw new NotAsPromised();
    if (bits === 0 && zeros < 15) {
      ended = endRun(reader, zeros);
      reader.skipBits(knownFrom(low, high, index, to));
      break;
    }
    // Its sign, and a bit for each one that is known on the way to its place.
    let more = bits;
    if ((low | high) === 0) index += zeros;
    else
      for (; index <= to; index += 1) {
        if ((((index < 32 ? low : high) >>> (index & 31)) & 1) === 1) more += 1;
        else if (zeros === 0) break;
        else zeros -= 1;
      }
    reader.skipBits(more);
    if (bits === 0) continue;
    if (index > to) throw new NotAsPromised();
    if (index < 32) low |= 1 << index;
    else high |= 1 << (index - 32);
  }
  known[at] = low;
  known[at + 1] = high;
  return ended;
}

/** Goes over so many units from one on: all between two restart markers. */
type Walk = (first: number, count: number) => void;

/** Units that are blocks of one component, coefficients behind the first. */
function walkCoefficients(reader: CodeReader, scan: Scan, component: Component, ac: CodeTable): Walk {
  const { known, width, stride } = component;
  const isFirst = scan.before === 0;
  const oneOf = isFirst ? firstOfCoefficients : moreOfCoefficients;
  return (first, count) => {
    const last = first + count;
    const placeOf = (unit: number): number => {
      const y = Math.floor(unit / width);
      return (y * stride + (unit - y * width)) * 2;
    };
    let unit = first;
    while (unit < last) {
      const ended = oneOf(reader, scan, ac, known, placeOf(unit));
      const next = unit + Math.max(1, ended);
      if (next > last) throw new NotAsPromised();
      // Of blocks that are ended only what was known before is in the scan: one bit each.
      for (unit += 1; unit < next && !isFirst; unit += 1) {
        const at = placeOf(unit);
        const low = known[at] ?? 0;
        const high = known[at + 1] ?? 0;
        if ((low | high) !== 0) reader.skipBits(knownFrom(low, high, scan.from, scan.to));
      }
      unit = next;
    }
  };
}

function walkOf(reader: CodeReader, frame: Frame, scan: Scan, tables: Tables): Walk {
  const [single, second] = scan.parts;
  if (single !== undefined && scan.from > 0)
    return walkCoefficients(reader, scan, single.component, table(tables.ac, single.ac));
  const parts = scan.parts.map(({ component, dc, ac }) => ({
    blocks: second === undefined ? 1 : component.across * component.down,
    dc,
    ac,
  }));
  if (scan.before > 0) {
    const perUnit = parts.reduce((sum, { blocks }) => sum + blocks, 0);
    return (_first, count) => {
      reader.skipBits(count * perUnit);
    };
  }
  const { progressive } = frame;
  const chosen = parts.map(({ blocks, dc, ac }) => ({
    blocks,
    dc: table(tables.dc, dc),
    ac: progressive ? null : table(tables.ac, ac),
  }));
  return (_first, count) => {
    for (let unit = 0; unit < count; unit += 1)
      for (const { blocks, dc, ac } of chosen)
        for (let block = 0; block < blocks; block += 1) {
          if (ac === null) firstBits(reader, dc);
          else sequential(reader, dc, ac);
        }
  };
}

/**
 * Goes over the data of one scan, code by code, as a decoder would, without making pixels of it.
 * @returns the marker after it
 * @throws NotAsPromised when a code, a restart marker or the end is not where it has to be
 */
export function walkScan(reader: CodeReader, frame: Frame, scan: Scan, tables: Tables): number {
  const walk = walkOf(reader, frame, scan, tables);
  const alone = scan.parts.length === 1 ? scan.parts[0]?.component : undefined;
  const units = alone === undefined ? frame.unitsAcross * frame.unitsDown : alone.width * alone.height;
  const step = tables.restart > 0 ? tables.restart : units;
  for (let unit = 0; ;) {
    const count = Math.min(step, units - unit);
    reader.beginCodes();
    walk(unit, count);
    const marker = reader.endOfCodes();
    unit += count;
    if (unit >= units) return marker;
    if (marker !== 0xd0 + ((unit / step - 1) & 7)) throw new NotAsPromised();
  }
}
