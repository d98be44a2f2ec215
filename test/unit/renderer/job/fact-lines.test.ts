import { expect, test } from 'vitest';
import type { ServiceFileFacts } from '../../../../src/preload/contract/index.ts';
import { factLines } from '../../../../src/renderer/features/job/fact-lines.ts';
import { folderProblem } from '../../../../src/renderer/features/job/folder-words.ts';
import { file, NOW } from '../job-samples.ts';

const SAID: ServiceFileFacts = {
  name: 'bag.tif',
  size: 24_800_000,
  md5: 'ABCD',
  status: 'FS_UPLOADED',
  complexityId: null,
  remark: '',
  remarkFromProcessor: 'The handle is cut by the frame.',
  rejectionReason: '',
  tags: [],
  createdAt: NOW,
};

function told(change: Partial<ServiceFileFacts>, ours = file('bag.tif', { md5: 'abcd' })) {
  return new Map(factLines(ours, { ...SAID, ...change }, NOW).map((line) => [line.label, line]));
}

test('size and checksum are compared with the file here', () => {
  expect(told({}).get('Size')).toMatchObject({
    value: '24.8 MB (24\u202f800\u202f000 bytes)',
    check: 'as here',
  });
  expect(told({}).get('Checksum')).toMatchObject({ check: 'as here', odd: false });
  expect(told({ size: 5, md5: 'ffff' }).get('Size')).toMatchObject({ odd: true });
  expect(told({ md5: 'ffff' }).get('Checksum')).toMatchObject({
    check: 'differs from the file here',
    odd: true,
  });
});

test('nothing is compared where one side has nothing to compare', () => {
  expect(told({ md5: null }).get('Checksum')).toMatchObject({ value: 'Nothing', check: '', quiet: true });
  expect(told({}, file('bag.tif')).get('Checksum')).toMatchObject({ check: '' });
  expect(told({ size: 1 }, file('bag.tif', { sourceName: '' })).get('Size')).toMatchObject({ check: '' });
});

test('another name, a remark that is not there yet, and when it arrived', () => {
  const lines = told({ name: 'bag-2.tif' }, file('bag.tif', { remark: 'Keep the stitching' }));
  expect(lines.get('Name')).toMatchObject({ odd: true });
  expect(lines.get('Your remark')).toMatchObject({ check: 'here: “Keep the stitching”' });
  expect(lines.get('Arrived')?.value).toBe('14:32:08');
  expect(lines.get('From the editors')?.value).toBe('The handle is cut by the frame.');
});

test('a folder is written with its whole path', () => {
  for (const folder of ['/home/ann/Results', 'C:\\Results', 'd:/Results', '\\\\nas\\results', ' /srv '])
    expect(folderProblem(folder)).toBe('');
  for (const folder of ['', '  ', 'Results', './here', '~/Results', 'C:Results'])
    expect(folderProblem(folder)).not.toBe('');
});
