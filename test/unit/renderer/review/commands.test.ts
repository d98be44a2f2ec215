import { expect, test } from 'vitest';
import { commandFor } from '../../../../src/renderer/features/review/commands.ts';

function press(key: string, held: Partial<KeyboardEventInit> = {}): ReturnType<typeof commandFor> {
  return commandFor({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    ...held,
  });
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

test('Shift and an arrow move what is in the hand, not the film', () => {
  expect(press('ArrowRight', { shiftKey: true })).toEqual({ kind: 'move', x: 1, y: 0 });
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
  expect(press('a', { ctrlKey: true })).toBeNull();
  expect(press('r', { metaKey: true })).toBeNull();
  expect(press('!')).toBeNull();
  expect(press('j')).toBeNull();
  expect(press('constructor')).toBeNull();
});
