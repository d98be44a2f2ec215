import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAnswerCache } from '../../../../src/main/adapters/bright-river/answer-cache.ts';
import { movedBase } from '../../../../src/main/adapters/bright-river/moved-base.ts';
import type { RemoteJobId } from '../../../../src/preload/contract/index.ts';
import { json, startScriptedHttp, type Script, type ScriptedHttp } from '../../../servers/scripted-http.ts';
import { credentials, startClientFixture, type ClientFixture } from './client-fixture.ts';

const job = 353413 as RemoteJobId;
const never = new AbortController().signal;

let fixture: ClientFixture;
let elsewhere: ScriptedHttp;
beforeEach(async () => {
  fixture = await startClientFixture();
  elsewhere = await startScriptedHttp(json({ status: 'CJ_ELSEWHERE' }));
});
afterEach(async () => {
  await fixture.stop();
  await elsewhere.stop();
});

/** Answers with a tag made from the content, and 304 without a body when the request has it. */
function tagged(value: unknown, wrap: (hash: string) => string = (hash) => `"${hash}"`): Script {
  const etag = wrap(createHash('sha1').update(JSON.stringify(value)).digest('hex'));
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else json(value, 200, { etag })(request, response);
  };
}

describe('conditional reads', () => {
  test.each([
    ['a strong tag', (hash: string) => `"${hash}"`],
    ['a weak tag', (hash: string) => `W/"${hash}"`],
    ['a tag without quotes', (hash: string) => hash],
  ])('%s is sent back; 304 gives the answer of before', async (_, wrap) => {
    fixture.server.play(tagged({ status: 'CJ_NEW' }, wrap));
    const api = fixture.open();
    expect(await api.jobStatus(job, never)).toBe('CJ_NEW');
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
    expect(await api.jobStatus(job, never)).toBe('CJ_NEW');
    expect(fixture.last().headers['if-none-match']).toBeDefined();
    fixture.server.play(tagged({ status: 'CJ_REVIEWING' }, wrap));
    expect(await api.jobStatus(job, never)).toBe('CJ_REVIEWING');
    expect(await api.jobStatus(job, never)).toBe('CJ_REVIEWING');
  });

  test('every read has its own, and changes have none', async () => {
    fixture.server.play(tagged({ id: 353413, status: 'CJ_NEW', files: [] }));
    const api = fixture.open();
    await api.jobStatus(job, never);
    await api.job(job, never);
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
    await api.files(job, never);
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
    await api.acceptOffer(job, never);
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
    expect((await api.job(job, never)).status).toBe('CJ_NEW');
    expect(fixture.last().headers['if-none-match']).toBeDefined();
  });

  test('a new session reads anew: kept answers hold addresses of the old one', async () => {
    fixture.server.play(tagged({ status: 'CJ_NEW' }));
    let sessionToken = 'first';
    const api = fixture.open({ credentials: async () => ({ ...credentials, sessionToken }) });
    await api.jobStatus(job, never);
    sessionToken = 'second';
    await api.jobStatus(job, never);
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
  });

  test('a damaged answer is not kept, whatever its tag', async () => {
    fixture.server.play((_, response) => response.writeHead(200, { etag: '"1"' }).end('{"status":'));
    const api = fixture.open();
    await expect(api.jobStatus(job, never)).rejects.toMatchObject({ code: 'bad_answer' });
    await expect(api.jobStatus(job, never)).rejects.toMatchObject({ code: 'bad_answer' });
    expect(fixture.last().headers['if-none-match']).toBeUndefined();
  });

  test('a 304 nobody asked for is tried again', async () => {
    fixture.server.play((_, response) => response.writeHead(304).end());
    await expect(fixture.open().jobStatus(job, never)).rejects.toMatchObject({
      action: 'retry',
      code: 'not_modified',
    });
  });

  test('the memory for it has an end', () => {
    const cache = createAnswerCache();
    const megabyte = Buffer.alloc(1024 * 1024);
    cache.get('/0', 'session');
    for (let count = 0; count < 40; count += 1) cache.put(`/${count}`, 'session', '"a"', megabyte);
    const kept = Array.from({ length: 40 }, (_, count) => cache.get(`/${count}`, 'session') !== null);
    expect(kept.filter(Boolean)).toHaveLength(16);
    expect(kept[39]).toBe(true);
    cache.put('/large', 'session', '"a"', Buffer.alloc(17 * 1024 * 1024));
    expect(cache.get('/large', 'session')).toBeNull();
    for (let count = 0; count < 5000; count += 1) cache.put(`/s${count}`, 'session', '"a"', Buffer.alloc(1));
    expect(cache.get('/s4999', 'session')).not.toBeNull();
    expect(cache.get('/s2000', 'session')).toBeNull();
    expect(cache.get('/s4999', 'another session')).toBeNull();
    cache.put('/late', 'session', '"a"', megabyte);
    expect(cache.get('/late', 'another session')).toBeNull();
    for (const odd of ['a\r\nb', 'tökén', '', 'x'.repeat(300)]) {
      cache.put('/odd', 'another session', odd, megabyte);
      expect(cache.get('/odd', 'another session')).toBeNull();
    }
  });
});

describe('a service that moved', () => {
  const moves: string[] = [];
  beforeEach(() => {
    moves.length = 0;
  });
  const onMoved = (address: string): void => {
    moves.push(address);
  };
  const to = (status: number, location: string): Script => {
    return (request, response) => {
      if (request.path.startsWith('/v2')) json({ status: 'CJ_NEW' })(request, response);
      else response.writeHead(status, { location: location.replace('*', request.path) }).end();
    };
  };

  test.each([301, 308])('%i on the same host is followed and told', async (status) => {
    fixture.server.play(to(status, '/v2*'));
    expect(await fixture.open({ onMoved }).jobStatus(job, never)).toBe('CJ_NEW');
    expect(moves).toEqual([`${fixture.server.origin}/v2`]);
  });

  test.each([302, 303, 307])('%i is followed and not told: it is for now', async (status) => {
    fixture.server.play(to(status, '/v2*'));
    expect(await fixture.open({ onMoved }).jobStatus(job, never)).toBe('CJ_NEW');
    expect(moves).toEqual([]);
  });

  test.each([301, 308])(
    '%i to another host is told, and nothing goes there: no token, no body',
    async (status) => {
      fixture.server.play(to(status, `${elsewhere.origin}/rest*?sessionid=s3cret`));
      const api = fixture.open({ onMoved });
      const error: unknown = await api.jobStatus(job, never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ action: 'person', code: 'moved_elsewhere' });
      expect(String(error)).not.toContain('s3cret');
      await expect(api.acceptOffer(job, never)).rejects.toMatchObject({ action: 'person' });
      // Told once, though it is said every time.
      expect(moves).toEqual([`${elsewhere.origin}/rest`]);
      expect(elsewhere.seen).toHaveLength(0);
    },
  );

  test.each([302, 307])('%i to another host is refused and not told', async (status) => {
    fixture.server.play(to(status, `${elsewhere.origin}*`));
    await expect(fixture.open({ onMoved }).jobStatus(job, never)).rejects.toMatchObject({ action: 'person' });
    expect(moves).toEqual([]);
    expect(elsewhere.seen).toHaveLength(0);
  });

  test('301 for a change is told, not followed; 307 repeats method and body', async () => {
    fixture.server.play(to(301, '/v2*'));
    const api = fixture.open({ onMoved });
    await expect(api.reviewAll(job, 'Cropping', never)).rejects.toMatchObject({
      action: 'person',
      code: 'moved',
      maybeDone: false,
    });
    expect(moves).toEqual([`${fixture.server.origin}/v2`]);
    expect(fixture.server.seen).toHaveLength(1);
    fixture.server.play(to(307, '/v2*'));
    await api.reviewAll(job, 'Cropping', never);
    expect(fixture.last()).toMatchObject({ method: 'POST', path: '/v2/jobs/353413/review' });
    expect(fixture.last().body.toString()).toBe('{"reviews":[{"reason":"Cropping"}]}');
    expect(fixture.last().headers['x-session-token']).toBe('session-secret');
  });

  const base = 'https://api.example.com/rest';
  test.each([
    ['https://api2.example.com/rest/jobs/5', 'https://api2.example.com/rest'],
    ['https://api2.example.com/jobs/5/', 'https://api2.example.com'],
    ['https://api2.example.com/Jobs/5?x=1', 'https://api2.example.com'],
    ['https://api.example.com/rest/jobs/5/', null],
    ['https://example.com/', null],
    ['http://api2.example.com/jobs/5', null],
  ])('%s is offered as %s', (moved, offered) => {
    expect(movedBase(new URL(moved), '/jobs/5', base, 'Bright River')).toBe(offered);
  });
});

describe('errors with too much to say', () => {
  test.each([400, 500])('an endless body of a %i is dropped', async (status) => {
    let written = 0;
    fixture.server.play((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(64 * 1024, 0x20);
      const more = (): void => {
        while (response.writable && response.write(piece)) written += piece.byteLength;
      };
      response.on('drain', more);
      more();
    });
    await expect(fixture.open().job(job, never)).rejects.toMatchObject({
      action: status === 400 ? 'conflict' : 'retry',
    });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test('a gzip bomb in an error, or in an answer nobody reads, is dropped', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const answer = (status: number): Script => {
      return (_, response) => response.writeHead(status, { 'content-encoding': 'gzip' }).end(bomb);
    };
    fixture.server.play(answer(503));
    await expect(fixture.open().job(job, never)).rejects.toMatchObject({ code: 'unavailable' });
    fixture.server.play(answer(200));
    await fixture.open().acceptAll(job, never);
  });
});

describe('answers that take for ever', () => {
  /** One byte every 20 ms, for as long as anyone listens. */
  const trickle: Script = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => {
      clearInterval(timer);
    });
  };

  test('a trickle ends at the deadline, though every piece comes in time', async () => {
    fixture.server.play(trickle);
    const error = fixture.open({ deadline: 300 }).job(job, never);
    await expect(error).rejects.toMatchObject({ action: 'retry', code: 'timeout', maybeDone: false });
    const change = fixture
      .open({ deadline: 300 })
      .createJob({ name: 'a', description: '', tags: [], invoiceReference: null, isTest: true }, never);
    await expect(change).rejects.toMatchObject({ code: 'timeout', maybeDone: true });
  });

  test('headers that trickle end there too', async () => {
    fixture.server.playHead((request, response) => {
      const { socket } = response;
      socket?.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket?.write('x-more: 1\r\n'), 20);
      request.on('close', () => {
        clearInterval(timer);
      });
      return true;
    });
    await expect(fixture.open({ deadline: 300 }).job(job, never)).rejects.toMatchObject({
      action: 'retry',
      code: 'timeout',
    });
  });

  test('a picture that trickles is given up by its pace', async () => {
    fixture.server.play(trickle);
    const { body } = await fixture.open().fetchAddress(`${fixture.server.origin}/picture`, never);
    await expect(
      (async () => {
        for await (const chunk of body) expect(chunk.byteLength).toBeGreaterThan(0);
      })(),
    ).rejects.toMatchObject({ action: 'retry', code: 'timeout' });
  });

  test('stopping ends a trickle at once', async () => {
    const stop = new AbortController();
    fixture.server.play((request, response) => {
      trickle(request, response);
      setImmediate(() => {
        stop.abort();
      });
    });
    await expect(fixture.open().job(job, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('pictures that come compressed all the same', () => {
  const picture = Buffer.from('a picture '.repeat(1000));
  const fetched = async (script: Script): Promise<Buffer> => {
    fixture.server.play(script);
    const { body, size } = await fixture.open().fetchAddress(`${fixture.server.origin}/picture`, never);
    expect(size).toBeNull();
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test.each([
    ['gzip', gzipSync(picture)],
    ['deflate', deflateSync(picture)],
  ])('%s is unpacked', async (coding, packed) => {
    const answer = await fetched((_, response) =>
      response
        .writeHead(200, { 'content-encoding': coding, 'content-length': packed.byteLength })
        .end(packed),
    );
    expect(answer.equals(picture)).toBe(true);
  });

  test('a gzip bomb is dropped before it fills a disk', async () => {
    const bomb = gzipSync(Buffer.alloc(96 * 1024 * 1024));
    await expect(
      fetched((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    ).rejects.toMatchObject({ action: 'retry', code: 'bad_answer' });
  });

  test('broken packing is a bad answer', async () => {
    await expect(
      fetched((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(picture)),
    ).rejects.toMatchObject({ code: 'bad_answer' });
  });
});
