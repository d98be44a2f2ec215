import { parentPort } from 'node:worker_threads';
import type { LookAnswer, LookRequest } from './adapters/images/look-messages.ts';
import { walkPicture } from './adapters/images/walk-picture.ts';

// Looking into the files of a job in a thread of its own: a JPEG is read and followed to its last code, and neither the
// window nor what is sent meanwhile waits for it.

if (parentPort === null) throw new Error('look-worker runs as a worker thread only.');
const parent = parentPort;

parent.on('message', ({ id, path }: LookRequest) => {
  const answer = (found: LookAnswer['found']): void => {
    parent.postMessage({ id, found } satisfies LookAnswer);
  };
  // Whoever asked looks for himself, and says what is wrong with the file in words.
  walkPicture(path).then(answer, () => {
    answer(null);
  });
});
