import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RemoteFileId } from '../../../../src/preload/contract/index.ts';
import { json } from '../../../servers/scripted-http.ts';
import { startClientFixture, type ClientFixture } from './client-fixture.ts';
import { facts, job, trials } from './operation-trials.ts';

const never = new AbortController().signal;

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startClientFixture();
});
afterAll(() => fixture.stop());

describe.each(Object.entries(trials))('%s', (_, trial) => {
  test('goes where the documents say, with what they say', async () => {
    fixture.server.play(json(trial.answer, trial.status));
    const result = await trial.call(fixture.open(), never);
    expect(result).toEqual(trial.result);
    const { method, path, headers, body } = fixture.last();
    expect(`${method} ${path}`).toBe(trial.request);
    expect(headers['accept']).toBe('application/json');
    expect(headers['x-client-token']).toBe('client-secret');
    expect(headers['x-session-token']).toBe('session-secret');
    expect(headers['transfer-encoding']).toBeUndefined();
    if (trial.body === undefined) {
      expect(method).toBe('GET');
      expect(body.byteLength).toBe(0);
      expect(headers['content-type']).toBeUndefined();
    } else {
      expect(headers['content-type']).toBe('application/json');
      expect(headers['content-length']).toBe(String(body.byteLength));
      expect(JSON.parse(body.toString())).toEqual(trial.body);
    }
  });

  test('can be stopped while it waits', async () => {
    const stop = new AbortController();
    fixture.server.play(() => {
      stop.abort();
    });
    await expect(trial.call(fixture.open(), stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('form encoding carries the same members', async () => {
    if (trial.body === undefined) return;
    fixture.server.play(json(trial.answer, trial.status));
    await trial.call(fixture.open({ bodyEncoding: () => 'form' }), never);
    const { headers, body } = fixture.last();
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(headers['content-length']).toBe(String(body.byteLength));
    const form = new URLSearchParams(body.toString());
    for (const [name, value] of Object.entries(trial.body as Record<string, unknown>)) {
      const isTexts = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
      if (isTexts) expect(form.getAll(name)).toEqual(value);
      else expect(form.get(name)).toBe(typeof value === 'string' ? value : JSON.stringify(value));
    }
  });
});

test('as a form, no tags are nothing, and a list of objects stays a list', async () => {
  fixture.server.play(json(undefined, 204));
  const api = fixture.open({ bodyEncoding: () => 'form' });
  await api.updateJob(job, { name: 'a', description: 'b', tags: [], invoiceReference: null }, never);
  expect(fixture.last().body.toString()).toBe('name=a&description=b&tags=&invoiceReference=');
  await api.requestOffer(job, [], never);
  expect(new URLSearchParams(fixture.last().body.toString()).get('files')).toBe('[]');
});

test('the encoding is asked for every call: a changed setting counts at once', async () => {
  let encoding: 'json' | 'form' = 'json';
  const api = fixture.open({ bodyEncoding: () => encoding });
  fixture.server.play(json(undefined, 200));
  await api.acceptAll(job, never);
  expect(fixture.last().headers['content-type']).toBe('application/json');
  encoding = 'form';
  await api.acceptAll(job, never);
  expect(fixture.last().headers['content-type']).toBe('application/x-www-form-urlencoded');
});

describe('names in paths', () => {
  test.each([
    ['a b.jpg', 'a%20b.jpg'],
    ['früh “1”.jpg', 'fr%C3%BCh%20%E2%80%9C1%E2%80%9D.jpg'],
    ['fru\u0308h.jpg', 'fru%CC%88h.jpg'],
    ['50%.jpg', '50%25.jpg'],
    ['%2F.jpg', '%252F.jpg'],
    ['#1.jpg', '%231.jpg'],
    ['what?.jpg', 'what%3F.jpg'],
    ['a/b.jpg', 'a%2Fb.jpg'],
    ['a\\b.jpg', 'a%5Cb.jpg'],
    ['a\u2215b\uff0fc.jpg', 'a%E2%88%95b%EF%BC%8Fc.jpg'],
    ['a+b&c=d;e.jpg', 'a%2Bb%26c%3Dd%3Be.jpg'],
    ['..jpg', '..jpg'],
    ['...', '...'],
    ['🍐.jpg', '%F0%9F%8D%90.jpg'],
    ['half\ud83c.jpg', 'half%EF%BF%BD.jpg'],
  ])('%s', async (name, encoded) => {
    fixture.server.play(json(facts));
    const api = fixture.open({ baseUrl: `${fixture.server.origin}/rest/api/` });
    await api.file(job, name, never);
    expect(fixture.last().path).toBe(`/rest/api/jobs/353413/files/${encoded}`);
    fixture.server.play(json(undefined, 204));
    await api.setRejectionReasons(job, name, { rejections: [], generalRemark: '' }, never);
    expect(fixture.last().path).toBe(`/rest/api/jobs/353413/files/${encoded}/rejectionreasons`);
  });

  test.each(['', '.', '..'])('%j never leaves: it would name something else', async (name) => {
    const before = fixture.server.seen.length;
    const error: unknown = await fixture
      .open()
      .updateFile(job, name, { name, remark: '', tags: [] }, never)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action: 'person', code: 'bad_name', field: 'fileName' });
    expect(fixture.server.seen).toHaveLength(before);
  });
});

describe('answers whose shape no document gives', () => {
  test.each([
    [3, 3],
    ['4', 4],
    [0, 0],
    [{ count: 2 }, 2],
    [{ rejectedFilesCount: 2, _type: 'GetRejectedFilesCountResponseBody' }, 2],
    [{ rejectedFilesCount: '2', jobId: 353413 }, 2],
    [{ totalFiles: 9, rejectedCount: 2 }, 2],
    [{ acceptedCount: 1, rejectedCount: 2 }, 2],
  ])('rejectedfilescount %j is %i', async (answer, expected) => {
    fixture.server.play(json(answer));
    expect(await fixture.open().rejectedFilesCount(job, never)).toBe(expected);
  });

  test.each([null, {}, [], [2], 'many', -1, 1.5, { id: 4 }, { jobCount: 1, fileCount: 2 }])(
    'rejectedfilescount %j is a bad answer',
    async (answer) => {
      fixture.server.play(json(answer));
      await expect(fixture.open().rejectedFilesCount(job, never)).rejects.toMatchObject({
        code: 'bad_answer',
      });
    },
  );

  const two = [
    { id: 6, name: 'Shadow' },
    { id: 7, name: 'Cropping' },
  ];
  test.each([
    [
      ['Shadow', ' Cropping '],
      [
        { id: null, name: 'Shadow' },
        { id: null, name: 'Cropping' },
      ],
    ],
    [two, two],
    [
      [
        { id: '6', reason: 'Shadow' },
        { rejectTypeId: 7, name: 'Cropping', _type: 'x' },
      ],
      two,
    ],
    [{ rejectTypes: two, _type: 'RejectTypes' }, two],
    [[], []],
  ])('rejecttypes %j', async (answer, expected) => {
    fixture.server.play(json(answer));
    expect(await fixture.open().rejectTypes(never)).toEqual(expected);
  });

  test.each([null, 5, 'Shadow', {}, [5], [''], [{ id: 6 }], [['Shadow']], { a: [], b: [] }])(
    'rejecttypes %j is a bad answer: others fall back',
    async (answer) => {
      fixture.server.play(json(answer));
      await expect(fixture.open().rejectTypes(never)).rejects.toMatchObject({ code: 'bad_answer' });
    },
  );

  test.each([{ rejectedJobs: null }, {}, [], { rejectedJobs: [] }])(
    'rejectedjobs %j is none',
    async (answer) => {
      fixture.server.play(json(answer));
      expect(await fixture.open().rejectedJobs(job, never)).toEqual([]);
    },
  );

  test.each([null, {}, { _type: 'x' }, []])('file facts of %j are a bad answer', async (answer) => {
    fixture.server.play(json(answer));
    await expect(fixture.open().file(job, 'a.jpg', never)).rejects.toMatchObject({ code: 'bad_answer' });
  });

  test('file facts carry no address', async () => {
    fixture.server.play(json(facts));
    expect(JSON.stringify(await fixture.open().fileExtended(job, 5 as RemoteFileId, never))).not.toContain(
      's3cret',
    );
  });
});
