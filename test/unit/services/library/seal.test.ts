import { expect, test } from 'vitest';
import type { LibraryCredentials } from '../../../../src/main/ports/secrets.ts';
import { openSealed, sealAddresses } from '../../../../src/main/services/library/seal.ts';

const addresses = new Map([
  [0, 'https://store.example.com/a?X-Amz-Signature=secret-one'],
  [1, 'https://store.example.com/b?X-Amz-Signature=secret-two'],
]);
const headless: LibraryCredentials = { kind: 'blendvision', token: 'token-1', sealKey: '' };
const kept: LibraryCredentials = { ...headless, sealKey: Buffer.alloc(32, 7).toString('base64') };

function sealedWith(credentials: LibraryCredentials): string {
  const sealed = sealAddresses(addresses, credentials);
  if (sealed === null) throw new Error('It was not sealed.');
  return sealed;
}

test.each([
  ['a key of the keychain', kept],
  ['a key derived from the token', headless],
] as const)(
  'what is sealed with %s opens with it, shows nothing, and is another text each time',
  (_, own) => {
    const sealed = sealedWith(own);
    expect(openSealed(sealed, own)).toEqual(addresses);
    expect(sealed).not.toContain('secret');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('Signature');
    expect(sealedWith(own)).not.toBe(sealed);
  },
);

test('another token, another key or a changed text opens nothing', () => {
  expect(openSealed(sealedWith(headless), { ...headless, token: 'token-2' })).toBeNull();
  const otherKey = { ...kept, sealKey: Buffer.alloc(32, 8).toString('base64') };
  expect(openSealed(sealedWith(kept), otherKey)).toBeNull();
  const parts = sealedWith(kept).split('.');
  const content = Buffer.from(parts[4] ?? '', 'base64');
  content[0] = (content[0] ?? 0) ^ 1;
  parts[4] = content.toString('base64');
  expect(openSealed(parts.join('.'), kept)).toBeNull();
  expect(openSealed('nonsense', kept)).toBeNull();
  expect(sealAddresses(addresses, { ...headless, token: '' })).toBeNull();
});

test('what the command line sealed with its token opens in a window that has a key of its own besides', () => {
  expect(openSealed(sealedWith(headless), kept)).toEqual(addresses);
});
