import { expect, test } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { byEitherWay } from '../../../../src/main/services/delivery/either-way.ts';
import type { FetchedPart } from '../../../../src/main/services/delivery/fetch-part.ts';
import type { DownloadRoute, FileId, ImageId } from '../../../../src/preload/contract/index.ts';

const part: FetchedPart = { part: '/x.part', size: 1, md5: 'aa' };
const fine = (): Promise<FetchedPart> => Promise.resolve(part);
const fails = (action: AppError['action'], code: string) => (): Promise<FetchedPart> =>
  Promise.reject(new AppError(action, code, `Because of ${code}.`));
const item = (route: DownloadRoute, attempts = 0) => ({
  attempts,
  payload: {
    kind: 'download-file',
    fileId: 'f' as FileId,
    imageId: 1 as ImageId,
    folder: '/out',
    name: 'x.png',
    onCollision: 'keep-both',
    route,
  } as const,
});
const { signal } = new AbortController();

test('a folder that cannot be used gives way to the address, and that is said', async () => {
  const byFolder = fails('person', 'ftp_login');
  const end = await byEitherWay(item('ftp'), { byFolder, byAddress: fine, signal });
  expect(end.part).toBe(part);
  expect(end.told.join()).toContain('Because of ftp_login.');
});

test('a folder that may answer in a moment is tried again first', async () => {
  const ways = { byFolder: fails('retry', 'offline'), byAddress: fine, signal };
  await expect(byEitherWay(item('ftp'), ways)).rejects.toMatchObject({ code: 'offline' });
  expect((await byEitherWay(item('ftp', 1), ways)).part).toBe(part);
});

test('a full disk is full by either way', async () => {
  const ways = { byFolder: fails('person', 'disk_full'), byAddress: fine, signal };
  await expect(byEitherWay(item('ftp'), ways)).rejects.toMatchObject({ code: 'disk_full' });
});

test('without an address the folder is looked into; when neither has it, the first reason stands', async () => {
  const byAddress = fails('gone', 'result_gone');
  expect((await byEitherWay(item('file'), { byFolder: fine, byAddress, signal })).told).toHaveLength(1);
  await expect(
    byEitherWay(item('file'), { byFolder: fails('gone', 'ftp_missing'), byAddress, signal }),
  ).rejects.toMatchObject({ code: 'result_gone' });
});
