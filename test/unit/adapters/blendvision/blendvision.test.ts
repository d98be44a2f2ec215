import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBlendVision } from '../../../../src/main/adapters/blendvision/blendvision.ts';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import type { LibraryService } from '../../../../src/main/ports/library.ts';
import {
  startBlendVision,
  type BlendVisionStandIn,
} from '../../../../src/main/practice/blendvision/blendvision-stand-in.ts';

const { signal } = new AbortController();
let service: BlendVisionStandIn;
let http: HttpClient;
let token = '';
let folder = '';
let library: LibraryService;

beforeEach(async () => {
  service = await startBlendVision({ partSize: 10 });
  http = createHttpClient();
  token = service.token;
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-blendvision-'));
  library = createBlendVision({
    baseUrl: `${service.api}/`,
    organisationId: service.organisationId,
    service: 'Shop',
    credentials: () => Promise.resolve({ token }),
    clock: systemClock,
    http,
    onAnswer: () => undefined,
    throttle: { pass: () => null },
  });
});

afterEach(async () => {
  await http.close();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function begun() {
  const path = join(folder, 'film.mp4');
  await writeFile(path, 'a film of 25 bytes, whole');
  const session = await library.beginUpload({ type: 'video', name: 'film.mp4', size: 25 }, signal);
  const send = (number: number, offset: number, length: number) =>
    library.sendPart(
      { address: session.parts[number]?.address ?? '', path, offset, length, onBytes: () => undefined },
      signal,
    );
  return { session, send };
}

test('parts have the numbers given, from 0; a part of the wrong size and one whose address is over are refused', async () => {
  const { session, send } = await begun();
  expect(session.parts.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(await send(0, 0, 9)).toMatch(/^"[0-9a-f]{32}"$/);
  await expect(send(1, 9, 8)).rejects.toMatchObject({ code: 'part_refused', action: 'person' });
  service.expireAddresses();
  await expect(send(1, 9, 9)).rejects.toMatchObject({ code: 'address_expired', action: 'retry' });
});

test('completing with a missing part is refused with the code 3 of google.rpc.Status', async () => {
  const { session, send } = await begun();
  const parts = [{ number: 0, etag: await send(0, 0, 9) }];
  await expect(library.completeUpload({ ...session, checksum: 'x', parts }, signal)).rejects.toMatchObject({
    code: 'invalid_argument',
    details: expect.stringContaining('part 1 is missing') as string,
  });
});

test('cancelling: done, twice, of another session', async () => {
  const { session } = await begun();
  await expect(library.cancelUpload({ ...session, uploadId: 'other' }, signal)).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  await library.cancelUpload(session, signal);
  await expect(library.cancelUpload(session, signal)).rejects.toMatchObject({
    code: 'not_found',
    action: 'gone',
  });
});

/** Every response of the document of `cancel-upload`, and what is no response of any document. */
test.each([
  [400, { code: 3, message: 'bad', details: [{ '@type': 'a.b/google.rpc.BadRequest' }] }, 'invalid_argument'],
  [401, { code: 16, message: 'who', details: [] }, 'token'],
  [403, { code: 7, message: 'no', details: [] }, 'forbidden'],
  [500, { code: 13, message: 'oh', details: [] }, 'server_error'],
  [418, { code: 14, message: 'default', details: [] }, 'unavailable'],
  [502, '<html>Bad gateway</html>', 'unavailable'],
] as const)('cancelling answered with %i is %s', async (status, body, code) => {
  const { session } = await begun();
  service.failNext({ call: 'cancel', with: { status, body } });
  await expect(library.cancelUpload(session, signal)).rejects.toMatchObject({ code });
});

test('no error holds the token or an address', async () => {
  const { session, send } = await begun();
  const secret = service.token;
  const echo = { code: 3, message: `token ${secret} at ${session.parts[0]?.address ?? ''}`, details: [] };
  service.failNext({ call: 'cancel', with: { status: 400, body: echo } });
  const errors = [
    await library.cancelUpload(session, signal).catch((error: unknown) => error),
    await (service.expireAddresses(), send(0, 0, 9)).catch((error: unknown) => error),
  ];
  for (const error of errors) {
    expect(error).toBeInstanceOf(Error);
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(text).not.toContain(secret);
    expect(text).not.toContain('X-Amz-Signature');
  }
  token = 'other';
  await expect(library.list('image', 1, 10, signal)).rejects.toMatchObject({ action: 'sign-in' });
});
