import { availableParallelism } from 'node:os';
import type { Images } from '../../ports/images.ts';
import type { InspectingTurns } from './inspection/inspecting-turns.ts';
import { Lanes } from './lanes.ts';
import { createLookThreads } from './look-threads.ts';

/** How many pictures this computer decodes at once; shared by all that decode, so that memory stays bounded. */
export function decodingLanes(): Lanes {
  return new Lanes(availableParallelism() >= 4 ? 3 : 2);
}

/** Of more than 16 megapixels. On two processors a second one would take the window's own from the first, which somebody waits for. */
const largeAtOnce = (): number => (availableParallelism() >= 4 ? 3 : 1);

/** When somebody waits for what is looked into: in the lanes of the pictures. Else in a lane of its own, while it is quiet there. */
export function inspectingTurns(decoding: Lanes): InspectingTurns {
  const one = new Lanes(1);
  return {
    now: (work) => decoding.run(true, work),
    later: (signal, work) =>
      one.run(false, async () => {
        if (signal !== null) await decoding.quiet(signal);
        return work();
      }),
  };
}

/**
 * What decodes is loaded with the first picture that has to be decoded: a command that only sends pictures in order starts
 * sooner and with less memory.
 * @param lookWorker the built `look-worker.js`, or its source under Node 24; null: there is no quick look
 */
export function createImages(lanes: Lanes = decodingLanes(), lookWorker: URL | null = null): Images {
  const threads =
    lookWorker === null ? null : createLookThreads(lookWorker, availableParallelism() >= 2 ? 2 : 1);
  let loaded: Promise<Pick<Images, 'check' | 'reduced' | 'smaller'>> | null = null;
  const decoding = (): NonNullable<typeof loaded> =>
    (loaded ??= import('./decoding-images.ts').then((module) => module.decodingImages(lanes, largeAtOnce())));
  return {
    decodesLargeSideBySide: largeAtOnce() > 1,
    ...(threads === null
      ? {}
      : {
          sound: (path) => threads.look(path),
          seemWhole: (paths) => threads.atFirstSight(paths),
        }),
    check: async (path) => (await decoding()).check(path),
    reduced: async (source, edge) => (await decoding()).reduced(source, edge),
    smaller: async (bytes, edge, first) => (await decoding()).smaller(bytes, edge, first),
  };
}
