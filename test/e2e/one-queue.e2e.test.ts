import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createStudioDesk } from '../../build/tour/studio-desk.ts';
import { startProcess } from './driver/started-process.ts';
import { connectTo, emptyFolder, LONG, openClipdesk, openStudio, seeProven, shoot } from './scene.ts';

const root = resolve(import.meta.dirname, '../..');

test(
  'window and command line share one queue: what the command line makes is sent by the window that is open, once',
  { timeout: 2 * LONG },
  async () => {
    const home = await emptyFolder();
    const practice = await openStudio();
    const app = await openClipdesk({ home });
    await connectTo(app, practice);
    // It knows no sign-in, and no keychain is in reach: what it carried out itself would wait for one.
    const commandLine = async (...words: readonly string[]) => {
      const started = startProcess(
        process.execPath,
        [join(root, 'out', 'main', 'cli.js'), '--home', home, '--json', ...words],
        { PATH: process.env['PATH'], HOME: home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
        root,
      );
      return { code: await started.ended, said: started.printed() };
    };

    const made = await commandLine(
      ...['job', 'create', '--name', 'From the command line', '--description', 'Cut out'],
      ...['--route', 'ftp', '--wait', await shoot('pear', 'mug-speckle')],
    );
    expect(made.code, made.said).toBe(0);
    await app.wait('[data-row][aria-label^="From the command line"]');
    await app.clickOn('[data-row][aria-label^="From the command line"]');
    await seeProven(app, 2);
    const [, number = ''] = await app.read(/\b(\d{5,}) · /);
    const files = await createStudioDesk(practice.studio).files(Number(number));
    expect(files.map(({ fileName }) => fileName).sort()).toEqual(['mug-speckle.jpg', 'pear.jpg']);

    // One pause for both.
    expect((await commandLine('queue', 'pause')).code).toBe(0);
    await app.clickOn('nav[aria-label="Places"] .foot li:first-child button');
    await app.find('Go on', 'button');
    await app.click('Go on', 'button');
    await app.find('Pause all', 'button');
    expect((await commandLine('queue', 'run')).code).toBe(0);
  },
);
