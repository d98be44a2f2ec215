import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SupportApi } from '../../../preload/contract/index.ts';
import { collectDiagnostics, type DiagnosticsParts } from './collect-diagnostics.ts';
import { itemDetails } from './item-details.ts';
import { scrub, scrubText, type ScrubOptions } from './scrub.ts';
import { announceSecrets, knownFolders } from './what-to-remove.ts';
import type { Host } from '../../ports/host.ts';
import type { Redactor } from '../../ports/redactor.ts';
import type { Secrets } from '../../ports/secrets.ts';

/** Most items whose details are told at once. */
const MOST_DETAILS = 200;

export interface Support {
  readonly api: SupportApi;
  /** Writes the diagnostics to a file that is not there yet. @throws AppError when it cannot be written */
  readonly writeDiagnostics: (path: string, fullPaths: boolean) => Promise<void>;
}

export function createSupport(
  options: DiagnosticsParts & {
    readonly host: Host;
    readonly secrets: Secrets;
    readonly redactor: Redactor;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Support {
  const { store, files, host, clock, redactor, home } = options;

  /** Every secret is read first: what was never used in this run is not known to anybody yet. */
  const scrubbing = async (fullPaths: boolean): Promise<ScrubOptions> => {
    await announceSecrets(options);
    return { redactor, fullPaths, folders: await knownFolders(store.read, home) };
  };

  const diagnostics = async (fullPaths: boolean): Promise<string> => {
    const scrubOptions = await scrubbing(fullPaths);
    const found = await collectDiagnostics(options);
    return `${JSON.stringify(scrub(found, scrubOptions), null, 2)}\n`;
  };

  const write = async (path: string, fullPaths: boolean): Promise<void> => {
    const content = Readable.from([Buffer.from(await diagnostics(fullPaths), 'utf8')]);
    await files.writeWhole(path, content, new AbortController().signal, () => undefined);
  };

  return {
    writeDiagnostics: write,
    api: {
      async details(ids) {
        const scrubOptions = await scrubbing(false);
        const parts: string[] = [];
        for (const id of ids.slice(0, MOST_DETAILS)) {
          const item = await store.read.queueItem(id);
          if (item === null) continue;
          const subject =
            item.jobId === null ? await store.read.account(item.accountId) : await store.read.job(item.jobId);
          parts.push(itemDetails(item, subject?.name ?? ''));
        }
        const left = ids.length - MOST_DETAILS;
        if (left > 0) parts.push(`… and ${String(left)} more`);
        return scrubText(
          [...parts, `Clipdesk ${options.version}, ${host.kind}, ${process.platform}`].join('\n\n'),
          scrubOptions,
        );
      },
      async saveDiagnostics(fullPaths) {
        const folder = await host.chooseFolder('Where should the diagnostics be saved?');
        if (folder === null) return null;
        const moment = new Date(clock.now())
          .toISOString()
          .slice(0, 16)
          .replaceAll(':', '-')
          .replace('T', ' ');
        const path = await freePath(files, folder, `Clipdesk diagnostics ${moment}`);
        await write(path, fullPaths);
        return path;
      },
    },
  };
}

async function freePath(files: DiagnosticsParts['files'], folder: string, name: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${name}${count === 1 ? '' : ` ${String(count)}`}.json`);
    if (await files.isFree(path)) return path;
  }
}
