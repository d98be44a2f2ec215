import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { createInspector } from './adapters/images/inspection/create-inspector.ts';
import type { InspectRequest } from './adapters/images/inspection/inspect-messages.ts';
import { assertNever } from './errors/assert-never.ts';
import { AppError } from './errors/app-error.ts';
import { giveWay } from './hosts/give-way.ts';

// Looking at the pixels of returned files in a thread of its own, so that thousands of them never hold the window up.

if (parentPort === null) throw new Error('inspect-worker runs as a worker thread only.');
const parent = parentPort;
giveWay(10);
sharp.cache(false);
const inspector = createInspector();
const working = new Map<number, AbortController>();

async function carryOut(
  request: Exclude<InspectRequest, { readonly kind: 'give-up' }>,
  signal: AbortSignal,
): Promise<unknown> {
  switch (request.kind) {
    case 'measure':
      return inspector.measure(request.path, signal);
    case 'impure-white':
      return inspector.impureWhite(request.path, signal);
    case 'same-picture':
      return inspector.samePicture(request.one, request.other);
    default:
      return assertNever(request);
  }
}

parent.on('message', (request: InspectRequest) => {
  const { id } = request;
  if (request.kind === 'give-up') {
    working.get(id)?.abort();
    return;
  }
  const abort = new AbortController();
  working.set(id, abort);
  carryOut(request, abort.signal)
    .then(
      (value) => {
        parent.postMessage({ id, value });
      },
      (thrown: unknown) => {
        const known = thrown instanceof AppError;
        const sentence = known ? thrown.message : thrown instanceof Error ? thrown.name : 'unknown';
        parent.postMessage({ id, failure: { code: known ? thrown.code : '', sentence } });
      },
    )
    .finally(() => working.delete(id));
});
