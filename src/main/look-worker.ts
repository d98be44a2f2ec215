import { parentPort } from 'node:worker_threads';
import { seemsWhole } from './adapters/images/first-sight.ts';
import type { LookAnswer, LookRequest } from './adapters/images/look-messages.ts';
import { walkPicture } from './adapters/images/walk-picture.ts';
import { giveWay } from './hosts/give-way.ts';

// Looking into the files of a job in a thread of its own: a JPEG is read and followed to its last code, and neither the
// window nor what is sent meanwhile waits for it.

if (parentPort === null) throw new Error('look-worker runs as a worker thread only.');
const parent = parentPort;

// Sending is made of short steps, each of which would wait for the end of a look's turn.
giveWay(10);

const answer = (given: LookAnswer): void => {
  parent.postMessage(given);
};

parent.on('message', (asked: LookRequest) => {
  const { id } = asked;
  if (asked.kind === 'first-sight') {
    answer({ kind: 'first-sight', id, whole: asked.paths.map(seemsWhole) });
    return;
  }
  // Whoever asked looks for himself, and says what is wrong with the file in words.
  walkPicture(asked.path).then(
    (found) => {
      answer({ kind: 'into', id, found });
    },
    () => {
      answer({ kind: 'into', id, found: null });
    },
  );
});
