import { Transform } from 'node:stream';

/**
 * Passes bytes on; after `bytes` of them it ends the connection and itself, as a broken line does.
 * @param bytes null: never
 */
export function cutAfter(bytes: number | null, destroy: () => void): Transform {
  let left = bytes ?? Number.POSITIVE_INFINITY;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.byteLength <= left) {
        left -= chunk.byteLength;
        done(null, chunk);
        return;
      }
      this.push(chunk.subarray(0, left));
      left = 0;
      destroy();
      // The bytes that did arrive reach the disk before the stream ends.
      setImmediate(() => done(new Error('The connection was cut off on purpose.')));
    },
  });
}
