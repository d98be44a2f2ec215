import type { Instant } from '../../../preload/contract/index.ts';

/** Bytes are counted in buckets of this length. Milliseconds. */
const BUCKET = 250;

/** How a stream of bytes went lately. Adding and asking take the same time whatever was added before. */
export interface RateMeter {
  add(bytes: number, now: Instant): void;
  /** Bytes per second of the last `span` milliseconds, or of the time since the first byte when that is shorter. */
  rate(span: number, now: Instant): number;
  /** Since when bytes move without a pause longer than the meter looks back; null when none did. */
  movingSince(now: Instant): Instant | null;
}

/** @param longest how far back it can look, milliseconds */
export function createRateMeter(longest: number): RateMeter {
  const size = Math.ceil(longest / BUCKET) + 1;
  const buckets = new Float64Array(size);
  let last = -1;
  let since: Instant | null = null;
  let lastAt = 0;

  /** Empties what has grown too old. */
  const advance = (bucket: number): void => {
    if (bucket <= last) return;
    const steps = Math.min(size, bucket - last);
    for (let step = 1; step <= steps; step += 1) buckets[(last + step) % size] = 0;
    last = bucket;
  };

  return {
    add(bytes, now) {
      if (since === null || now - lastAt > longest) since = now;
      lastAt = now;
      const bucket = Math.floor(now / BUCKET);
      advance(bucket);
      buckets[last % size] = (buckets[last % size] ?? 0) + bytes;
    },
    rate(span, now) {
      advance(Math.floor(now / BUCKET));
      const count = Math.min(size, Math.ceil(span / BUCKET));
      let bytes = 0;
      for (let back = 0; back < count; back += 1) bytes += buckets[(last - back + size) % size] ?? 0;
      const passed = since === null ? span : Math.min(span, Math.max(1_000, now - since));
      return Math.round((bytes * 1_000) / passed);
    },
    movingSince: (now) => (since !== null && now - lastAt <= longest ? since : null),
  };
}
