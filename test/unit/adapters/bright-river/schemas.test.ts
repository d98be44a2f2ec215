import { describe, expect, test } from 'vitest';
import { filesSchema } from '../../../../src/main/adapters/bright-river/file-schema.ts';
import { jobSchema, statusSchema } from '../../../../src/main/adapters/bright-river/job-schema.ts';

const emptyMd5 = 'D4-1D-8C-D9-8F-00-B2-04-E9-80-09-98-EC-F8-42-7E';

function fileOf(members: Readonly<Record<string, unknown>>) {
  const [file] = filesSchema.parse({ files: [{ id: 1, ...members }], _type: 'FilesResponseBody' });
  if (file === undefined) throw new Error('no file');
  return file;
}

test('nulls in lists are nothing; year 1 is no date', () => {
  expect(filesSchema.parse({ files: [null, { id: 1, createdDate: '0001-01-01T00:00:00' }, null] })).toEqual([
    expect.objectContaining({ id: 1, createdAt: null }),
  ]);
});

describe('a job', () => {
  test('as the documents show it, with what they do not show', () => {
    expect(
      jobSchema.parse({
        id: 353413,
        guid: '192ddbda-edc5-41cf-8a97-a7e5fb328801',
        status: 'CJ_REVIEWING',
        createdDate: '2016-05-13T13:30:52.363Z',
        name: 'Job of fruits',
        description: 'Clip',
        invoiceReference: 'Pay later',
        tags: ['Apple'],
        fileCount: 3,
        operatorRemarks: null,
        parentJobId: null,
        isTest: true,
        upload: {
          ftpUrl: 'ftp://example.com/20160513/353413/ORIGINAL/',
          postUrl: 'http://example.com/u?jobID=1',
        },
        download: { ftpUrl: '', getUrl: null },
        _type: 'JobResponseBody',
        somethingNew: { deep: [1] },
      }),
    ).toEqual({
      id: 353413,
      status: 'CJ_REVIEWING',
      createdAt: Date.UTC(2016, 4, 13, 13, 30, 52, 363),
      name: 'Job of fruits',
      description: 'Clip',
      invoiceReference: 'Pay later',
      tags: ['Apple'],
      fileCount: 3,
      operatorRemarks: '',
      parentJobId: null,
      isTest: true,
      upload: {
        ftpUrl: 'ftp://example.com/20160513/353413/ORIGINAL/',
        httpUrl: 'http://example.com/u?jobID=1',
      },
      download: { ftpUrl: null, httpUrl: null },
    });
  });

  test('with nothing but its number', () => {
    expect(jobSchema.parse({ id: 5 })).toMatchObject({
      id: 5,
      name: '',
      tags: [],
      status: null,
      fileCount: null,
      upload: { ftpUrl: null, httpUrl: null },
    });
  });

  test('with every other member null', () => {
    const nulls = Object.fromEntries(
      [
        'name',
        'description',
        'tags',
        'status',
        'isTest',
        'fileCount',
        'createdDate',
        'upload',
        'download',
      ].map((name) => [name, null]),
    );
    expect(jobSchema.parse({ id: '7', ...nulls })).toMatchObject({ id: 7, name: '', isTest: false });
  });

  test.each([
    ['2015-08-25T17:25:57.69', Date.UTC(2015, 7, 25, 17, 25, 57, 690)],
    ['2015-08-25T17:25:57', Date.UTC(2015, 7, 25, 17, 25, 57)],
    ['2015-08-25 17:25:57', Date.UTC(2015, 7, 25, 17, 25, 57)],
    ['2015-08-25', Date.UTC(2015, 7, 25)],
    ['2015-08-25T17:25:57+02:00', Date.UTC(2015, 7, 25, 15, 25, 57)],
    ['2015-08-25T17:25:57.1234567Z', Date.UTC(2015, 7, 25, 17, 25, 57, 123)],
    ['', null],
    ['yesterday', null],
    [0, null],
  ])('the date %j', (createdDate, expected) => {
    expect(jobSchema.parse({ id: 1, createdDate }).createdAt).toBe(expected);
  });

  test.each([{}, { id: null }, { id: 'x' }, { id: 1.5 }, [], null, 'text'])('%j is no job', (value) => {
    expect(jobSchema.safeParse(value).success).toBe(false);
  });

  test('an unknown status is a status', () => {
    expect(statusSchema.parse({ status: 'CJ_SOMETHING_NEW', _type: 'x' })).toBe('CJ_SOMETHING_NEW');
    expect(statusSchema.safeParse({ status: null }).success).toBe(false);
  });
});

describe('files', () => {
  test.each([null, undefined])('none, written as %j', (files) => {
    expect(filesSchema.parse({ files })).toEqual([]);
  });

  test.each([
    [emptyMd5, null],
    [emptyMd5.toLowerCase().replaceAll('-', ''), null],
    ['0C-C1-75-B9-C0-F1-B6-A8-31-C3-99-E2-69-77-26-61', '0cc175b9c0f1b6a831c399e269772661'],
    ['', null],
    [null, null],
    ['short', null],
  ])('the checksum %j', (mD5, expected) => {
    expect(fileOf({ mD5 }).md5).toBe(expected);
  });

  test.each([
    [true, true],
    ['true', true],
    ['False', false],
    [false, false],
    [null, null],
    ['', null],
    [undefined, null],
  ])('acceptedByUser %j', (acceptedByUser, expected) => {
    expect(fileOf({ acceptedByUser }).acceptedByUser).toBe(expected);
  });

  test.each([
    [
      ['foo', ' bar '],
      ['foo', 'bar'],
    ],
    [null, []],
    ['foo, bar', ['foo', 'bar']],
    ['', []],
    [[null, 3, 'foo'], ['foo']],
  ])('tags %j', (tags, expected) => {
    expect(fileOf({ tags }).tags).toEqual(expected);
  });

  test('an original with empty addresses is no original; clipped null is none', () => {
    const empty = { imageId: 3, fileName: null, preview: '', thumbnail: '', real: '', downloadUrl: '' };
    const extra = fileOf({ isOriginal: false, isExtraClipped: true, original: empty, clipped: null });
    expect(extra).toMatchObject({ isOriginal: false, isExtra: true, original: null, results: [] });
  });

  test('pictures keep the addresses as given; an empty one is null', () => {
    const address = 'https://example.com/ajax/getimage.ashx?fileID=2&sessionid=x&type=clipped&ispreview=true';
    expect(
      fileOf({ clipped: [{ imageId: 2, preview: address, thumbnail: '', real: null }, { preview: 'no id' }] })
        .results,
    ).toEqual([
      {
        imageId: 2,
        name: null,
        previewUrl: address,
        thumbnailUrl: null,
        fullUrl: null,
        downloadUrl: null,
      },
    ]);
  });

  test('reviews of the results before: null, an object like `reviews`, a list of such, or a list of rejects', () => {
    const past = {
      id: 1,
      rejects: [{ imageId: 9, customRejection: 'left heel', rejects: null }, null],
      reviewDate: '2018-05-17T09:24:50.27Z',
    };
    const read = {
      at: Date.UTC(2018, 4, 17, 9, 24, 50, 270),
      rejects: [{ imageId: 9, remark: 'left heel', reasons: [] }],
    };
    expect(fileOf({ previousReviews: null }).previousReviews).toEqual([]);
    expect(fileOf({ previousReviews: 'none' }).previousReviews).toEqual([]);
    expect(fileOf({ previousReviews: past }).previousReviews).toEqual([read]);
    expect(fileOf({ previousReviews: [null, past, 7] }).previousReviews).toEqual([read]);
    expect(
      fileOf({ previousReviews: { reviews: past, reviewDate: past.reviewDate } }).previousReviews,
    ).toEqual([read]);
    const bare = { imageId: 8, customRejection: '', rejects: [{ reason: 'Shape', positions: null }] };
    expect(fileOf({ previousReviews: [past.rejects[0], bare] }).previousReviews).toEqual([
      {
        at: null,
        rejects: [...read.rejects, { imageId: 8, remark: '', reasons: [{ reason: 'Shape', pins: [] }] }],
      },
    ]);
    expect(fileOf({ rejectionReason: ' - Cropping', reviewDate: past.reviewDate })).toMatchObject({
      rejectionReason: ' - Cropping',
      reviewedAt: read.at,
    });
  });

  test('reviews: an object, null, or with members missing', () => {
    expect(fileOf({ reviews: null }).rejects).toEqual([]);
    expect(fileOf({ reviews: { fileId: 1, rejects: null } }).rejects).toEqual([]);
    expect(
      fileOf({
        reviews: {
          id: 1,
          fileId: 1,
          rejects: [
            {
              imageId: 9,
              customRejection: null,
              rejects: [
                { reason: 'Cropping', positions: [{ xPercent: 0.6, yPercent: 0.4 }, { xPercent: null }] },
                { reason: 'Dust', positions: null },
              ],
            },
          ],
        },
      }).rejects,
    ).toEqual([
      {
        imageId: 9,
        remark: '',
        reasons: [
          { reason: 'Cropping', pins: [{ x: 0.6, y: 0.4, radius: null }] },
          { reason: 'Dust', pins: [] },
        ],
      },
    ]);
  });

  test('a size may be text, unknown or nonsense', () => {
    expect(fileOf({ size: '6398' }).size).toBe(6398);
    expect(fileOf({ size: null }).size).toBeNull();
    expect(fileOf({ size: -1 }).size).toBeNull();
  });
});
