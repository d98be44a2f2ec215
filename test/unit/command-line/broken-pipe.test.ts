import { expect, test } from 'vitest';
import { openDesk } from './clipdesk-process.ts';

test('a reader that stops reading ends no command', async () => {
  const desk = await openDesk();
  try {
    const { process: child, ended } = desk.start('settings', 'show');
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await ended).toBe(0);
  } finally {
    await desk.stop();
  }
});
