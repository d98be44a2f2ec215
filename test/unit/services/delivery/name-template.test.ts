import { describe, expect, test } from 'vitest';
import {
  nameFor,
  parseTemplate,
  type NameValues,
} from '../../../../src/main/services/delivery/name-template.ts';
import { ownName } from '../../../../src/main/services/delivery/own-names.ts';
import { distinctName, nameKey } from '../../../../src/main/services/delivery/plan-names.ts';
import { fittedName } from '../../../../src/main/services/delivery/safe-file-name.ts';

const values: NameValues = {
  job: 'KW47: bags / shoes',
  jobid: '353413',
  folder: 'KW47/bags',
  name: '-été #1',
  ext: '.png',
  version: '2',
  date: '2026-11-20',
  time: '14.05',
  number: '007',
  reference: '',
  account: 'Studio Noord',
};
const named = (template: string, change: Partial<NameValues> = {}): string =>
  nameFor(parseTemplate(template), { ...values, ...change });

test.each([
  ['{name}{ext}', '-été #1.png'],
  ['{job}/{name}{ext}', 'KW47_ bags _ shoes/-été #1.png'],
  ['{folder}/{name}{ext}', 'KW47/bags/-été #1.png'],
  ['{JOBID}/{Folder}/{number} {name}_v{version}{ext}', '353413/KW47/bags/007 -été #1_v2.png'],
  ['{date} {time}/{account}/{name}{ext}', '2026-11-20 14.05/Studio Noord/-été #1.png'],
  // An empty value leaves no empty folder; a folder inside a name makes none.
  ['{reference}/{name}{ext}', '-été #1.png'],
  ['{folder}-{name}{ext}', 'KW47_bags--été #1.png'],
])('%s names a result %s', (template, name) => {
  expect(named(template)).toBe(name);
});

describe('what comes from outside leads nowhere', () => {
  test.each([
    [{ folder: '../../etc' }, '{folder}/{name}{ext}', 'result/result/etc/-été #1.png'],
    [{ name: '../../x' }, '{name}{ext}', '.._.._x.png'],
    [{ name: 'con' }, '{name}{ext}', '_con.png'],
    [{ job: 'C:\\Windows' }, '{job}/{name}{ext}', 'C__Windows/-été #1.png'],
    [{ name: 'a\u0000b' }, '{name}{ext}', 'a_b.png'],
    [{ name: '', ext: '' }, '{name}{ext}', 'result'],
  ])('%j by %s is %s', (change, template, name) => {
    expect(named(template, change)).toBe(name);
  });

  test('a name too long for any disk is cut between characters and keeps its ending', () => {
    const long = fittedName(`${'👩‍👩‍👧é'.repeat(60)}.png`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(230);
    expect(long.endsWith('.png')).toBe(true);
    expect(long).not.toContain('\ufffd');
    expect([...new Intl.Segmenter().segment(long.slice(0, -4))].length % 2).toBeLessThanOrEqual(1);
  });
});

test.each([
  ['', /for example/],
  ['{nmae}{ext}', /no \{nmae\}.*\{name\}/],
  ['{name', /not closed/],
  ['name}{ext}', /without its \{/],
  ['/{name}{ext}', /begin inside/],
  ['D:{name}{ext}', /begin inside/],
  ['../{name}{ext}', /stay inside/],
  ['{job}//{name}{ext}', /no name/],
  ['{job}/{ext}', /name of its own/],
  ['{name}', /End with \{ext\}/],
  ['{name}{ext}.bak', /End with \{ext\}/],
  ['{job}\\{name}{ext}', /Write \//],
  ['{name}:{ext}', /“:” cannot/],
])('%s is refused with a way out', (template, sentence) => {
  expect(() => parseTemplate(template)).toThrow(sentence);
});

test.each([
  ['IMG_1.png', 'IMG_1.jpg', 'KW47/bags/IMG_1.jpg', { folder: 'KW47/bags', name: 'IMG_1', ext: '.png' }],
  [
    'shoes - IMG_1_web.png',
    'shoes - IMG_1.jpg',
    'KW47/shoes/IMG_1.jpg',
    { folder: 'KW47/shoes', name: 'IMG_1_web', ext: '.png' },
  ],
  ['Other.png', 'IMG_1.jpg', 'IMG_1.jpg', { folder: '', name: 'Other', ext: '.png' }],
  ['IMG_1.png', 'IMG_1.jpg', '', { folder: '', name: 'IMG_1', ext: '.png' }],
])('the result %s of %s from %s gets its own name back', (result, travel, source, own) => {
  expect(ownName(result, travel, source)).toEqual(own);
});

test('two results of one name get numbers, also where only the letter case differs', () => {
  const taken = new Set([nameKey('a/Bag.png')]);
  expect(distinctName('a/bag.PNG', taken)).toBe('a/bag 2.PNG');
  expect(distinctName('b/bag.png', taken)).toBe('b/bag.png');
});
