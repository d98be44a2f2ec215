import { expect, test } from 'vitest';
import { receiptText } from '../../../../src/main/services/transfers/receipt-text.ts';
import type {
  FileId,
  Receipt,
  ReceiptLine,
  RemoteFileId,
  RemoteJobId,
} from '../../../../src/preload/contract/index.ts';

const line: ReceiptLine = {
  fileId: 'f' as FileId,
  name: 'bag.jpg',
  path: '/photos/bag.jpg',
  size: 1_234,
  md5: '0123456789abcdef0123456789abcdef',
  route: 'ftp',
  serverId: 7 as RemoteFileId,
  bytesSent: 1_234,
  startedAt: 0,
  finishedAt: 1_000,
  state: 'proven',
  reason: '',
  proof: { kind: 'name-and-size', at: 2_000, name: 'bag.jpg', size: 1_234, md5: null },
};

const receipt = (...files: readonly ReceiptLine[]): Receipt => ({
  schema: 'clipdesk-receipt',
  version: 1,
  madeAt: 3_000,
  job: { number: 12 as RemoteJobId, name: 'KW47', account: 'Studio', createdAt: 0 },
  pictures: files.length,
  proven: files.length,
  files,
});

const rows = (text: string): string[] => text.split('\r\n');

test('CSV: a mark for spreadsheets, a header, one row per picture, CR LF at the end of each', () => {
  const text = receiptText(receipt(line), 'csv');
  expect(text.startsWith('\uFEFFname,path,bytes,md5,')).toBe(true);
  expect(rows(text)[1]).toBe(
    'bag.jpg,/photos/bag.jpg,1234,0123456789abcdef0123456789abcdef,ftp,7,1234,1970-01-01T00:00:00.000Z,' +
      '1970-01-01T00:00:01.000Z,proven,,name-and-size,1970-01-01T00:00:02.000Z,bag.jpg,1234,',
  );
  expect(rows(text)).toHaveLength(3);
});

test.each([
  ['a, b.jpg', '"a, b.jpg"'],
  ['12" bag.jpg', '"12"" bag.jpg"'],
  ['=HYPERLINK(1)', "'=HYPERLINK(1)"],
  ['+1.jpg', "'+1.jpg"],
  ['-front.jpg', "'-front.jpg"],
  ['@sum.jpg', "'@sum.jpg"],
  ['=a,"b"', '"\'=a,""b"""'],
  ['Grün é 写真.jpg', 'Grün é 写真.jpg'],
])('CSV: a picture called %s is written %s', (name, written) => {
  expect(rows(receiptText(receipt({ ...line, name }), 'csv'))[1]).toContain(`${written},/photos`);
});

test('JSON has its schema, its version and dates anybody can read', () => {
  expect(JSON.parse(receiptText(receipt(line), 'json'))).toMatchObject({
    schema: 'clipdesk-receipt',
    version: 1,
    madeAt: '1970-01-01T00:00:03.000Z',
    job: { number: 12 },
    files: [{ startedAt: '1970-01-01T00:00:00.000Z', proof: { at: '1970-01-01T00:00:02.000Z' } }],
  });
});
