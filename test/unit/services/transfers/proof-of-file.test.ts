import { expect, test } from 'vitest';
import type { RemoteFile } from '../../../../src/main/ports/bright-river.ts';
import { oddities, proofsBy } from '../../../../src/main/services/transfers/proof-of-file.ts';
import { fileRecord } from '../../../fakes/records.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const file = { ...fileRecord('a', 'job'), name: 'bag é.jpg', path: '/p/bag.jpg', size: 10, md5: MD5 };

/** The members that count; the rest of a listed file does not. */
const listed = (change: Partial<RemoteFile>): RemoteFile =>
  ({ id: 1, name: file.name, size: 10, md5: null, isOriginal: true, ...change }) as RemoteFile;

test.each<[string, Partial<RemoteFile>, string | null]>([
  ['name and size', {}, 'name-and-size'],
  ['the same name in other Unicode', { name: file.name.normalize('NFD') }, 'name-and-size'],
  ['the right hash too', { md5: MD5 }, 'name-size-and-hash'],
  ['another hash', { md5: MD5.replace('0', 'f') }, null],
  ['another size', { size: 9 }, null],
  ['no size', { size: null }, null],
  ['another name', { name: 'bag.jpg' }, null],
  ['a result, not an original', { isOriginal: false }, null],
])('%s', (_, change, kind) => {
  expect(proofsBy([listed(change)])(file, 5)?.proof.kind ?? null).toBe(kind);
});

test('names listed twice and names nobody sent are said', () => {
  expect(oddities([file], [listed({}), listed({}), listed({ name: 'cat.jpg' })])).toEqual([
    'The service lists bag é.jpg more than once',
    'The service also lists what was not sent from here: cat.jpg',
  ]);
  expect(oddities([file], [listed({})])).toEqual([]);
});
