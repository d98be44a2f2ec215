import { expect, test } from 'vitest';
import { safeFileName } from '../../../../src/main/services/delivery/safe-file-name.ts';

test.each([
  ['bag.png', 'bag.png'],
  ['-été #1 50 %.png', '-été #1 50 %.png'],
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['C:\\windows\\x.png', 'C__windows_x.png'],
  ['..', 'result'],
  ['', 'result'],
  ['con.png', '_con.png'],
  ['name. ', 'name'],
  ['a\u0000b\n.png', 'a_b_.png'],
])('%j is saved as %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});
