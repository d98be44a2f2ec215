import { expect, test } from 'vitest';
import { commandFor, type Doing } from '../../../../src/renderer/features/review/commands.ts';
import { KEY_TABLE } from '../../../../src/renderer/features/review/key-table.ts';

function press(
  key: string,
  held: Partial<KeyboardEventInit> = {},
  doing: Doing = 'looking',
): ReturnType<typeof commandFor> {
  return commandFor(
    { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...held },
    doing,
  );
}

test('every key of the room does what its cap says', () => {
  const keys = { a: 'accept', R: 'reject', s: 'side-by-side', w: 'slider', b: 'blink', k: 'background' };
  for (const [key, kind] of Object.entries(keys)) expect(press(key)).toEqual({ kind });
  expect(press('1')).toEqual({ kind: 'reason', index: 0 });
  expect(press('9')).toEqual({ kind: 'reason', index: 8 });
  expect(press(' ')).toEqual({ kind: 'alone' });
  expect(press('ArrowRight')).toEqual({ kind: 'after' });
  expect(press('Escape')).toEqual({ kind: 'back' });
});

test('with a reason in the hand the arrows move the cross, otherwise they turn to another picture', () => {
  expect(press('ArrowRight', {}, 'placing')).toEqual({ kind: 'aim', x: 1, y: 0, far: true });
  expect(press('ArrowUp', { shiftKey: true }, 'placing')).toEqual({ kind: 'aim', x: 0, y: -1, far: false });
  expect(press('Enter', {}, 'placing')).toEqual({ kind: 'place' });
  expect(press('Enter')).toEqual({ kind: 'place' });
  expect(press('ArrowRight')).toEqual({ kind: 'after' });
  expect(press('ArrowRight', { altKey: true })).toEqual({ kind: 'pan', x: 1, y: 0, far: true });
  // What has no meaning of its own there keeps the one it has.
  expect(press('A', {}, 'placing')).toEqual({ kind: 'accept' });
});

test('no two lines of the list claim the same key', () => {
  for (const when of [undefined, 'placing', 'fixing'] as const) {
    const presses = KEY_TABLE.filter((row) => row.when === when).flatMap((row) => row.presses);
    expect(new Set(presses).size).toBe(presses.length);
  }
});

test('signs count whatever Shift did to make them', () => {
  expect(press('?', { shiftKey: true })).toEqual({ kind: 'keys' });
  expect(press('+', { shiftKey: true })).toEqual({ kind: 'zoom-in' });
  // A French keyboard makes its digits with Shift.
  expect(press('3', { shiftKey: true })).toEqual({ kind: 'reason', index: 2 });
});

test('leaning on a key decides one picture, while arrows and zoom go on', () => {
  expect(press('a', { repeat: true })).toBeNull();
  expect(press('r', { repeat: true })).toBeNull();
  expect(press('u', { repeat: true })).toBeNull();
  expect(press('3', { repeat: true })).toBeNull();
  expect(press('ArrowRight', { repeat: true })).toEqual({ kind: 'after' });
  expect(press('+', { repeat: true })).toEqual({ kind: 'zoom-in' });
});

test('keys of the system and unknown keys are left alone', () => {
  expect(press('s', { ctrlKey: true })).toBeNull();
  expect(press('r', { metaKey: true })).toBeNull();
  expect(press('!')).toBeNull();
  expect(press('ä')).toBeNull();
  expect(press('constructor')).toBeNull();
});
