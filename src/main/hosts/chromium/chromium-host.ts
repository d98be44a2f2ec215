import type { Host } from '../../ports/host.ts';
import { chooseByProgram } from './choosers.ts';
import type { ChooserKind } from './choosers.ts';
import { inhibitSleep } from '../inhibit-sleep.ts';
import { openPage, showInFileManager } from './opener.ts';
import { runProgram } from './run-program.ts';
import { chooseInPage } from './page-chooser.ts';
import type { OpenedBrowser } from './window.ts';

/** What Clipdesk asks of the machine it runs on, where the window is a browser. */
export function createChromiumHost(window: Promise<OpenedBrowser>): Host {
  async function choose(kind: ChooserKind, title: string): Promise<readonly string[]> {
    const chosen = await chooseByProgram(kind, title);
    if (chosen.kind === 'chosen') return chosen.paths;
    const { session, topFrameId } = await window;
    return chooseInPage(session, topFrameId, kind);
  }

  return {
    kind: 'chromium',
    chooseFolder: async (title) => (await choose('folder', title))[0] ?? null,
    chooseFiles: (title) => choose('files', title),
    openExternal: (url) => openPage(url),
    showInFolder: (path) => showInFileManager(path),
    notify(title, body) {
      void notify(title, body);
    },
    // The window's browser gives its proxy settings to nobody; the environment's variables count.
    systemProxy: () => Promise.resolve(null),
    keepAwake: inhibitSleep,
  };
}

/** A notice that cannot be shown is not worth an error: the window says the same. */
async function notify(title: string, body: string): Promise<void> {
  if (process.platform === 'linux') {
    await runProgram('notify-send', ['--app-name=Clipdesk', '--', title, body]);
  } else if (process.platform === 'darwin') {
    const script = 'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run';
    await runProgram('osascript', ['-e', script, title, body]);
  }
}
