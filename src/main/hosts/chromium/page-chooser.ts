import { dirname, sep } from 'node:path';
import { stat } from 'node:fs/promises';
import type { CDPSession } from 'puppeteer-core';
import type { ChooserKind } from './choosers.ts';

/**
 * Opens the browser's own file dialog and resolves with the `File` objects. Sent as text into a world of its own,
 * which the page cannot reach.
 */
function openInput(folder: boolean): Promise<readonly unknown[]> {
  interface Input {
    type: string;
    multiple: boolean;
    webkitdirectory: boolean;
    hidden: boolean;
    readonly files: Iterable<unknown> | null;
    addEventListener(name: string, listener: () => void, options: { readonly once: boolean }): void;
    click(): void;
    remove(): void;
  }
  const page = globalThis as unknown as {
    readonly document: { createElement(name: string): Input; readonly body: { append(node: Input): void } };
  };
  return new Promise((resolve) => {
    const input = page.document.createElement('input');
    input.type = 'file';
    input.multiple = !folder;
    input.webkitdirectory = folder;
    input.hidden = true;
    const settle = (): void => {
      input.remove();
      resolve([...(input.files ?? [])]);
    };
    input.addEventListener('change', settle, { once: true });
    input.addEventListener('cancel', settle, { once: true });
    page.document.body.append(input);
    input.click();
    // The dialog is open as a folder dialog; from here on one folder may also be set as it is, which a debugger does.
    input.webkitdirectory = false;
  });
}

/**
 * The last resort where the system has no dialog program: the browser's dialog. For a folder it gives the files in
 * it, so the folder is the one all of them lie in, and an empty one cannot be told from none.
 */
export async function chooseInPage(
  session: CDPSession,
  topFrameId: string,
  kind: ChooserKind,
): Promise<readonly string[]> {
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: topFrameId,
    worldName: 'clipdesk-chooser',
  });
  const objectGroup = 'chooser';
  try {
    const { result } = await session.send('Runtime.callFunctionOn', {
      executionContextId,
      functionDeclaration: openInput.toString(),
      arguments: [{ value: kind === 'folder' }],
      awaitPromise: true,
      userGesture: true,
      objectGroup,
    });
    if (result.objectId === undefined) return [];
    const paths = await pathsOfFiles(session, result.objectId);
    return kind === 'files' ? paths : await folderOf(paths);
  } finally {
    await session.send('Runtime.releaseObjectGroup', { objectGroup }).catch(() => undefined);
  }
}

/** The paths of an array of `File` objects in the page, as the browser process knows them. */
export async function pathsOfFiles(session: CDPSession, arrayId: string): Promise<string[]> {
  const { result } = await session.send('Runtime.getProperties', { objectId: arrayId, ownProperties: true });
  const files = result
    .filter((member) => /^\d+$/.test(member.name))
    .map((member) => member.value?.objectId)
    .filter((objectId) => objectId !== undefined);
  const infos = await Promise.all(
    files.map((objectId) => session.send('DOM.getFileInfo', { objectId }).catch(() => ({ path: '' }))),
  );
  // A file the page made itself has no path, and is none of ours.
  return infos.map((info) => info.path).filter((path) => path !== '');
}

async function folderOf(paths: readonly string[]): Promise<readonly string[]> {
  const [first, ...others] = paths;
  if (first === undefined) return [];
  if (others.length === 0 && (await stat(first)).isDirectory()) return [first];
  let folder = dirname(first);
  while (folder !== dirname(folder) && !paths.every((path) => path.startsWith(folder + sep)))
    folder = dirname(folder);
  return [folder];
}
