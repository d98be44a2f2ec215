import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { carryOutTrial, type TrialRequest } from './registration-trial.ts';

if (parentPort === null) throw new Error('registration-thread runs as a worker thread only.');
const parent = parentPort;

// As many threads as processors run already.
sharp.concurrency(1);
sharp.cache(false);

parent.on('message', (request: TrialRequest) => {
  void carryOutTrial(request).then((trial) => {
    parent.postMessage(trial);
  });
});
