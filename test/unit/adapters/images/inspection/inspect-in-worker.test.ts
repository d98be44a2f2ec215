import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { Lanes } from '../../../../../src/main/adapters/images/lanes.ts';
import { inspectingTurns } from '../../../../../src/main/adapters/images/create-images.ts';
import { createInspector } from '../../../../../src/main/adapters/images/inspection/create-inspector.ts';
import {
  inspectInWorker,
  type InspectorInWorker,
} from '../../../../../src/main/adapters/images/inspection/inspect-in-worker.ts';
import { temporaryFolder } from '../../../../fixtures/make-pictures.ts';

function inThread(): InspectorInWorker {
  const lanes = new Lanes(2);
  const inspector = inspectInWorker(
    new URL('../../../../../src/main/inspect-worker.ts', import.meta.url),
    inspectingTurns(lanes),
  );
  onTestFinished(() => inspector.stop());
  return inspector;
}

async function product(): Promise<string> {
  const path = join(await temporaryFolder(), 'a.jpg');
  const square = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#ffffff' } })
    .composite([{ input: square, left: 400, top: 300 }])
    .jpeg()
    .toFile(path);
  return path;
}

test('a thread finds what looking here finds, and the program goes on meanwhile', async () => {
  const [path, thread, here] = [await product(), inThread(), createInspector()];
  const never = new AbortController().signal;
  const wanted = await here.measure(path, never);
  expect(await thread.measure(path, never)).toEqual(wanted);
  const white = await thread.impureWhite(path, never);
  expect({ ...white, marked: Buffer.from(white?.marked ?? []) }).toEqual(await here.impureWhite(path, never));
  expect(await thread.samePicture(path, path)).toBe(true);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const all = await Promise.all(Array.from({ length: 20 }, () => thread.measure(path, never)));
  delay.disable();
  expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
  // The window of CI machines may be held up by their other work; looking here takes far more than that.
  expect(delay.percentile(50) / 1e6).toBeLessThan(50);
});

test('a question that was given up rejects with its reason; a missing file and a stop are told apart', async () => {
  const [path, thread] = [await product(), inThread()];
  const abort = new AbortController();
  const asked = thread.measure(path, abort.signal);
  const reason = new Error('not wanted any more');
  abort.abort(reason);
  await expect(asked).rejects.toBe(reason);
  const never = new AbortController().signal;
  await expect(thread.measure(`${path}.gone`, never)).rejects.toMatchObject({ code: 'file_missing' });
  const last = expect(thread.samePicture(path, path)).rejects.toMatchObject({ code: 'inspect_failed' });
  await thread.stop();
  await last;
  await expect(thread.measure(path, never)).rejects.toMatchObject({ code: 'inspect_failed' });
});
