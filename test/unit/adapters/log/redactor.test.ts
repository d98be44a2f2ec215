import { expect, test } from 'vitest';
import { createRedactor } from '../../../../src/main/adapters/log/redactor.ts';

test('an announced secret is taken out in every form it travels in', () => {
  const redactor = createRedactor();
  const secret = 'p@ss/wörd "1"';
  redactor.add(secret);
  for (const form of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify({ secret }),
  ]) {
    const clean = redactor.redact(`before ${form} after`);
    expect(clean).toMatch(/before .*\[removed\].* after/);
    expect(clean).not.toContain('rd');
  }
});

test('a secret inside a longer secret leaves no rest', () => {
  const redactor = createRedactor();
  redactor.add('abcd');
  redactor.add('abcdefgh');
  expect(redactor.redact('abcdefgh')).toBe('[removed]');
});

test('too short values are not secrets: they would blank ordinary words', () => {
  const redactor = createRedactor();
  redactor.add('');
  redactor.add('a');
  expect(redactor.redact('a cat')).toBe('a cat');
});

test.each([
  ['https://h.example/image?sessionID=SECRET99&imageid=5', 'imageid=5'],
  ['https://h.example/image?imageid=5&sessionid=SECRET99', 'imageid=5'],
  ['https://h.example/zip?accountID=SECRET99&job=7', 'job=7'],
  ['{"X-Client-Token":"SECRET99","x":1}', '"x":1'],
  ['X-Session-Token: SECRET99', 'X-Session-Token'],
  ['Authorization: Bearer SECRET99', 'Authorization'],
  ['Authorization: Basic U0VDUkVUOTk=SECRET99', 'Authorization'],
  ['ftp://studio:SECRET99@ftp.example.com/in', 'ftp.example.com/in'],
  ['> PASS SECRET99', 'PASS'],
  ['ftpPassword=SECRET99 host=x', 'host=x'],
  ['part?upload=1&X-Amz-Signature=SECRET99', 'upload=1'],
])('a secret nobody announced is taken out of %s', (text, kept) => {
  const clean = createRedactor().redact(text);
  expect(clean).not.toContain('SECRET99');
  expect(clean).toContain('[removed]');
  expect(clean).toContain(kept);
});

test('a GUID in a query is a session, a GUID elsewhere is one of our own ids', () => {
  const guid = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const redactor = createRedactor();
  expect(redactor.redact(`https://h.example/a?s=${guid}`)).not.toContain(guid);
  expect(redactor.redact(`{"job":"${guid}"}`)).toContain(guid);
});
