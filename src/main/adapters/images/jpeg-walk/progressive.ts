import { countOf, highBits, lowBits, lowOf } from './bit-words.ts';
import { codeOf, type CodeTable } from './code-table.ts';
import type { Component } from './jpeg-frame.ts';
import { GOES_ON, knownSteps } from './known-steps.ts';
import { NotAsPromised } from './not-as-promised.ts';
import { bitsAt, type ScanData } from './scan-data.ts';

/** Which coefficients of a block a scan holds. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** Over the coefficients behind the first of a progressive picture's blocks, in one scan of one component (G.1.2). */
export class Coefficients {
  readonly #data: ScanData;
  readonly #codes: CodeTable;
  readonly #component: Component;
  readonly #from: number;
  readonly #to: number;
  readonly #low: number;
  readonly #high: number;
  readonly #steps = knownSteps();
  #position = 0;

  constructor(data: ScanData, { from, to }: Band, component: Component, codes: CodeTable) {
    this.#data = data;
    this.#codes = codes;
    this.#component = component;
    this.#from = from;
    this.#to = to;
    this.#low = lowBits(from, to);
    this.#high = highBits(from, to);
  }

  /** Of a block in what is known of its component. */
  #placeOf(unit: number): number {
    const { width, stride } = this.#component;
    const y = Math.floor(unit / width);
    return (y * stride + (unit - y * width)) * 2;
  }

  /** Where nothing of the band was sent before: so many blocks from one on. @returns the position behind them */
  first(unit: number, count: number): number {
    const { known } = this.#component;
    const data = this.#data;
    const last = unit + count;
    this.#position = 0;
    for (let at = unit; at < last;) {
      at += Math.max(1, this.#firstOf(known, this.#placeOf(at)));
      if (this.#position > data.limit) this.#position = data.onward(this.#position);
      if (at > last) throw new NotAsPromised();
    }
    return this.#position;
  }

  /** Where the band's coefficients become one bit more precise. @returns as `first` */
  more(unit: number, count: number): number {
    const { known, width, stride } = this.#component;
    const data = this.#data;
    const low = this.#low;
    const high = this.#high;
    let at = this.#placeOf(unit);
    let x = unit % width;
    /** Blocks that have nothing new: only what was known before is in the scan, one bit each. */
    let ended = 0;
    this.#position = 0;
    for (let left = count; left > 0; left -= 1) {
      if (ended === 0) ended = this.#moreOf(known, at);
      else this.#position += countOf((known[at] ?? 0) & low, (known[at + 1] ?? 0) & high);
      if (ended > 0) ended -= 1;
      if (this.#position > data.limit) this.#position = data.onward(this.#position);
      at += 2;
      x += 1;
      if (x === width) {
        x = 0;
        at += (stride - width) * 2;
      }
    }
    if (ended > 0) throw new NotAsPromised();
    return this.#position;
  }

  /** How many blocks one symbol ends, the one it stands in included (G.1.2.2). */
  #endRun(position: number, size: number): number {
    this.#position = position + size;
    return (1 << size) + (size > 0 ? bitsAt(position) >>> (32 - size) : 0);
  }

  /** @returns how many blocks have nothing more in this scan, beginning with this one; 0: it was read to its end */
  #firstOf(known: Int32Array, at: number): number {
    const codes = this.#codes;
    const to = this.#to;
    let position = this.#position;
    let low = 0;
    let high = 0;
    let ended = 0;
    let index = this.#from;
    while (index <= to && ended === 0) {
      const code = codeOf(codes, bitsAt(position));
      const zeros = (code >> 4) & 15;
      const further = code & 15;
      position += code >> 8;
      if (further > 0) {
        index += zeros;
        if (index < 32) low |= 1 << index;
        else high |= 1 << (index - 32);
        position += further;
        index += 1;
      } else if (zeros === 15) index += 16;
      else {
        ended = this.#endRun(position, zeros);
        position = this.#position;
      }
    }
    if (index > to + 1) throw new NotAsPromised();
    this.#position = position;
    known[at] = (known[at] ?? 0) | low;
    known[at + 1] = (known[at + 1] ?? 0) | high;
    return ended;
  }

  /** One bit more of each coefficient that is known, and those that become known by it (G.1.2.3). @returns as before */
  #moreOf(known: Int32Array, at: number): number {
    const codes = this.#codes;
    const steps = this.#steps;
    const to = this.#to;
    let position = this.#position;
    let index = this.#from;
    // What is known from `index` on, and nothing beyond the band.
    const lowOfBand = (known[at] ?? 0) & this.#low;
    const highOfBand = (known[at + 1] ?? 0) & this.#high;
    let low = index < 32 ? lowOf(lowOfBand, highOfBand, index) : highOfBand >>> (index - 32);
    let high = index < 32 ? highOfBand >>> index : 0;
    let newInLow = 0;
    let newInHigh = 0;
    let ended = 0;
    while (index <= to) {
      const code = codeOf(codes, bitsAt(position));
      const further = code & 15;
      if (further > 1) throw new NotAsPromised();
      position += code >> 8;
      if ((code & 255) < 0xf0 && further === 0) {
        ended = this.#endRun(position, (code >> 4) & 15);
        position = this.#position + countOf(low, high);
        break;
      }
      // Its sign, and a bit for each one that is known on the way to its place.
      position += further;
      let step = steps[((code & 0xf0) << 4) | (low & 255)] ?? 0;
      while (step >= GOES_ON) {
        position += (step >> 4) & 15;
        index += 8;
        low = lowOf(low, high, 8);
        high >>>= 8;
        step = steps[(step & 0xf00) | (low & 255)] ?? 0;
      }
      const passed = step & 15;
      position += step >> 4;
      index += passed;
      low = lowOf(low, high, passed);
      high >>>= passed;
      if (further === 0) continue;
      if (index > to + 1) throw new NotAsPromised();
      if (index <= 32) newInLow |= 1 << (index - 1);
      else newInHigh |= 1 << (index - 33);
    }
    this.#position = position;
    known[at] = (known[at] ?? 0) | newInLow;
    known[at + 1] = (known[at + 1] ?? 0) | newInHigh;
    return ended;
  }
}
