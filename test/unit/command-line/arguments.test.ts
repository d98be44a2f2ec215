import { expect, test } from 'vitest';
import { commandWords } from '../../../src/main/command-line/arguments.ts';
import { UsageError } from '../../../src/main/command-line/usage.ts';

test('pictures and remarks that begin with a dash are written as they are', () => {
  const { flags, words } = commandWords([
    ...['--json', 'review', '12', '-front.jpg', '--reject', '-5% too small@0.1,0.2', '--comment', '--- look'],
  ]);
  expect(words).toEqual(['review', '12', '-front.jpg']);
  expect(flags).toMatchObject({ json: true, reject: ['-5% too small@0.1,0.2'], comment: '--- look' });
});

test('what follows “--” is never an option', () => {
  expect(commandWords(['review', '12', '--accept', '--', '--odd.jpg'])).toMatchObject({
    words: ['review', '12', '--odd.jpg'],
    flags: { accept: true },
  });
});

test.each([['--nope'], ['job', 'create', '--name', '--wait'], ['job', 'create', '--name'], ['--json=yes']])(
  'refuses %s %s %s',
  (...words) => {
    expect(() => commandWords(words)).toThrow(UsageError);
  },
);
