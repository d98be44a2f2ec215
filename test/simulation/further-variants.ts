import type { Files } from '../../src/main/ports/files.ts';
import { createBlendVision } from '../../src/main/adapters/blendvision/blendvision.ts';
import { createCrafter } from '../../src/main/adapters/crafter/crafter.ts';
import { stoppedError } from '../../src/main/errors/network-errors.ts';
import type { LibraryService } from '../../src/main/ports/library.ts';
import type { Workflow } from '../../src/main/ports/workflow.ts';
import type { WaitingItem } from '../../src/preload/contract/index.ts';
import { overWriter } from './over-writer.ts';
import type { Breakage } from './world/computer.ts';
import { sliceOf } from './world/disk-access.ts';

const withFiles = (change: (files: Files) => Partial<Files>): Breakage => ({
  ends: (ends) => ({
    ...ends,
    createFiles: () => {
      const files = ends.createFiles();
      return { ...files, ...change(files) };
    },
  }),
});

const withLibrary = (change: (library: LibraryService) => Partial<LibraryService>): Breakage => ({
  ends: (ends, { disk }) => ({
    ...ends,
    createBlendVision: (options) => {
      const readSlice = (path: string, start: number, end: number) => sliceOf(disk, path, start, end);
      const library = createBlendVision({ ...options, readSlice });
      return { ...library, ...change(library) };
    },
  }),
});

const withSite = (change: (site: Workflow) => Partial<Workflow>): Breakage => ({
  ends: (ends) => ({
    ...ends,
    createCrafter: (options) => {
      const site = createCrafter(options);
      return { ...site, ...change(site) };
    },
  }),
});

/** Broken promises beside the jobs' own way. */
export const furtherVariants: Readonly<Record<string, () => Breakage>> = {
  'a download overwrites what has its name': () =>
    withFiles((files) => ({
      giveName: async (part, path) => {
        await files.remove(path);
        await files.giveName(part, path);
      },
    })),
  'a download gets its name before it is synced': () => ({
    ends: (ends, { disk }) => ({
      ...ends,
      createFiles: () => {
        const files = ends.createFiles();
        return {
          ...files,
          giveName: async (part, path) => {
            await files.giveName(part, path);
            const named = disk.files.get(path);
            if (named !== undefined) named.synced = 0;
          },
        };
      },
    }),
  }),
  'a download goes on whatever the service has by now': () => ({
    api: (api) => ({
      ...api,
      fetchAddress: async (url, signal, resume) => {
        const answer = await api.fetchAddress(url, signal);
        if (resume === undefined || answer.total === null || answer.total <= resume.from) return answer;
        const rest = async function* (): AsyncGenerator<Uint8Array> {
          let seen = 0;
          for await (const chunk of answer.body) {
            const skipped = Math.max(0, Math.min(chunk.length, resume.from - seen));
            seen += chunk.length;
            if (skipped < chunk.length) yield chunk.subarray(skipped);
          }
        };
        return { ...answer, from: resume.from, body: rest(), md5: null };
      },
    }),
  }),
  'a watched copy is taken for a picture of its own': () => {
    let looks = 0;
    return withFiles((files) => ({
      hash: async (path, algorithm, signal) => {
        const hash = await files.hash(path, algorithm, signal);
        looks += 1;
        return path.startsWith('/watch/') ? String(looks).padStart(hash.length, '0') : hash;
      },
      head: async (path, length) => {
        looks += 1;
        return path.startsWith('/watch/') ? Buffer.from(String(looks)) : files.head(path, length);
      },
    }));
  },
  'a watched picture counts as taken before it is': () => ({
    writer: (writer) =>
      overWriter(writer, {
        putFile: async (file) => {
          if (file.path?.startsWith('/watch/') !== true || (await writer.file(file.id)) !== null)
            await writer.putFile(file);
        },
      }),
  }),
  'a cancelled upload to a library goes on': () =>
    withLibrary((library) => ({
      // Whoever cancels is told at once, and the part that is on its way goes on.
      sendPart: (part, signal) =>
        Promise.race([
          library.sendPart(part, new AbortController().signal),
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(stoppedError(false));
            });
          }),
        ]),
    })),
  'a file counts as published whatever the library says': () =>
    withLibrary((library) => ({
      completeUpload: (upload, signal) => library.completeUpload(upload, signal).catch(() => undefined),
    })),
  'the library is not told of a cancel': () => ({
    writer: (writer) =>
      overWriter(writer, {
        enqueue: (items) =>
          writer.enqueue(items.filter(({ payload }) => payload.kind !== 'cancel-library-upload')),
        putLibraryUpload: (upload) =>
          writer.putLibraryUpload(upload.state === 'cancelling' ? { ...upload, state: 'cancelled' } : upload),
      }),
  }),
  'a rejection on a site goes to whatever version is there': () => {
    const first = new Map<string, WaitingItem>();
    return withSite((site) => ({
      waiting: async (name, signal) =>
        (await site.waiting(name, signal)).map((item) => {
          const known = first.get(item.path) ?? item;
          first.set(item.path, known);
          return { ...item, mark: known.mark };
        }),
    }));
  },
  'a rejection on a site is sent again when its answer is lost': () =>
    withSite((site) => ({
      reject: async (name, request, signal) => {
        try {
          return await site.reject(name, request, signal);
        } catch {
          return site.reject(name, request, signal);
        }
      },
    })),
};
