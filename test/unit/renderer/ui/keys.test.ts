import { expect, test } from 'vitest';
import { keyText } from '../../../../src/renderer/ui/keys.ts';

test('key caps read as on the keyboard of the machine', () => {
  expect(keyText('Ctrl Enter', 'Linux x86_64')).toBe('Ctrl ↵');
  expect(keyText('Ctrl Enter', 'MacIntel')).toBe('⌘ ↵');
  expect(keyText('N', 'Win32')).toBe('N');
});
