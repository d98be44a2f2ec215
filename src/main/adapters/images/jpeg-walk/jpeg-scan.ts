import { overCoefficients, overDifference } from './blocks.ts';
import type { CodeTables } from './code-tables.ts';
import type { FileBytes } from './file-bytes.ts';
import type { Component, Frame } from './jpeg-frame.ts';
import { NotAsPromised } from './not-as-promised.ts';
import { Coefficients } from './progressive.ts';
import { ScanData } from './scan-data.ts';

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
  readonly dc: (CodeTables | undefined)[];
  readonly ac: (CodeTables | undefined)[];
  /** Numbers of the quantization tables that were given. */
  readonly quantization: Set<number>;
  /** Units between two restart markers; 0: none. */
  restart: number;
}

/** @throws NotAsPromised */
export function readScan(reader: FileBytes, frame: Frame, tables: Tables): Scan {
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

function table(tables: readonly (CodeTables | undefined)[], number: number): CodeTables {
  const found = tables[number];
  if (found === undefined) throw new NotAsPromised();
  return found;
}

/** Goes over the units between two restart markers: so many from one on. @returns the position behind them */
type Walk = (first: number, count: number) => number;

/** More blocks in one unit of an interleaved scan are not allowed (B.2.3). */
const MOST_IN_UNIT = 10;

/** All coefficients of a block, or only the first ones, of as many components as there are. */
function walkBlocks(data: ScanData, frame: Frame, scan: Scan, tables: Tables, units: number): Walk {
  const blocks = scan.parts.flatMap((part) => {
    const count = scan.parts.length === 1 ? 1 : part.component.across * part.component.down;
    return Array<typeof part>(count).fill(part);
  });
  if (scan.parts.length > 1 && blocks.length > MOST_IN_UNIT) throw new NotAsPromised();
  // Lowest bits only.
  if (scan.before > 0) return (_first, count) => data.over(0, count * blocks.length);
  const { progressive } = frame;
  if (!progressive) for (const { ac } of blocks) table(tables.ac, ac).expect(units);
  const inUnit = blocks.map(({ dc, ac }) => ({
    first: table(tables.dc, dc).differences(),
    others: progressive ? null : table(tables.ac, ac).runs(),
  }));
  return (_first, count) => {
    let position = 0;
    for (let unit = 0; unit < count; unit += 1)
      for (const { first, others } of inUnit) {
        position = overDifference(position, first);
        if (others !== null) position = overCoefficients(position, others);
        if (position > data.limit) position = data.onward(position);
      }
    return position;
  };
}

function walkOf(data: ScanData, frame: Frame, scan: Scan, tables: Tables, units: number): Walk {
  const [single] = scan.parts;
  if (single === undefined || scan.from === 0) return walkBlocks(data, frame, scan, tables, units);
  const { codes } = table(tables.ac, single.ac);
  const coefficients = new Coefficients(data, scan, single.component, codes);
  return scan.before === 0
    ? (first, count) => coefficients.first(first, count)
    : (first, count) => coefficients.more(first, count);
}

/**
 * Goes over the data of one scan, code by code, as a decoder would, without making pixels of it.
 * @returns the marker after it
 * @throws NotAsPromised when a code, a restart marker or the end is not where it has to be
 */
export function walkScan(file: FileBytes, frame: Frame, scan: Scan, tables: Tables): number {
  const alone = scan.parts.length === 1 ? scan.parts[0] : undefined;
  const units =
    alone === undefined
      ? frame.unitsAcross * frame.unitsDown
      : alone.component.width * alone.component.height;
  const step = tables.restart > 0 ? tables.restart : units;
  const data = new ScanData(file);
  const walk = walkOf(data, frame, scan, tables, units);
  for (let unit = 0; ;) {
    const count = Math.min(step, units - unit);
    data.begin();
    const marker = data.end(walk(unit, count));
    unit += count;
    if (unit >= units) return marker;
    if (marker !== 0xd0 + ((unit / step - 1) & 7)) throw new NotAsPromised();
  }
}
