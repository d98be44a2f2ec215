import type { BrightRiverApi, RemoteFile } from '../../src/main/ports/bright-river.ts';
import type { NewQueueItem } from '../../src/main/ports/store.ts';
import { furtherVariants } from './further-variants.ts';
import { overWriter } from './over-writer.ts';
import type { Breakage } from './world/computer.ts';

/** Clipdesk with one promise broken on purpose, by what stands between its parts: the simulator has to notice each. */
export const variants: Readonly<Record<string, () => Breakage>> = {
  'what was running at a crash is never taken up again': () => ({
    writer: (writer) => overWriter(writer, { releaseClaims: () => Promise.resolve(0) }),
  }),
  'a request leaves before it is written down that it does': () => ({
    writer: (writer) =>
      overWriter(writer, {
        markMayHaveBeenSent: (id, value) =>
          value ? Promise.resolve() : writer.markMayHaveBeenSent(id, value),
      }),
  }),
  'a decision goes to whatever version is there': () => {
    const first = new Map<number, RemoteFile>();
    return {
      api: (api: BrightRiverApi) => ({
        ...api,
        filesForReview: async (id, signal) =>
          (await api.filesForReview(id, signal)).map((file) => {
            const known = first.get(file.id);
            if (known === undefined && file.results.length > 0) first.set(file.id, file);
            return known === undefined ? file : { ...file, results: known.results };
          }),
      }),
    };
  },
  'making a job is repeated blindly': () => ({
    writer: (writer) =>
      overWriter(writer, {
        hold: async (id, error, now) => {
          const item = await writer.queueItem(id);
          if (item?.payload.kind === 'create-job') await writer.retryLater(id, now + 1_000, error, now);
          else await writer.hold(id, error, now);
        },
      }),
  }),
  'a decision replaces another without a history': () => ({
    writer: (writer) =>
      overWriter(writer, {
        putDecision: async (decision) => {
          if (decision.replaces !== null && !decision.replaced) {
            const before = await writer.decision(decision.replaces);
            // Its own place is taken: what was decided before cannot be found any more.
            if (before !== null) return writer.putDecision({ ...decision, id: before.id });
          }
          return writer.putDecision(decision);
        },
      }),
  }),
  'damage on the way is overlooked when proving': () => ({
    api: (api: BrightRiverApi) => ({
      ...api,
      files: async (id, signal) => (await api.files(id, signal)).map((file) => ({ ...file, md5: null })),
    }),
  }),
  'work of one lane overtakes itself': () => ({
    writer: (writer) =>
      overWriter(writer, {
        enqueue: (items) =>
          writer.enqueue(items.map((item): NewQueueItem => ({ ...item, lane: `${item.lane} ${item.id}` }))),
      }),
  }),
  'what failed is dropped': () => ({
    writer: (writer) => overWriter(writer, { fail: (id) => writer.removeQueueItem(id) }),
  }),
  'an offer is accepted twice when the answer is lost': () => ({
    api: (api: BrightRiverApi) => ({
      ...api,
      acceptOffer: async (id, signal) => {
        try {
          await api.acceptOffer(id, signal);
        } catch {
          await api.acceptOffer(id, signal);
        }
      },
    }),
  }),
  'a token gets into the log': () => ({
    ends: (ends, _computer, log) => ({
      ...ends,
      createBrightRiver: (options) =>
        ends.createBrightRiver({
          ...options,
          credentials: async () => {
            const credentials = await options.credentials();
            log.info('Asks the service', { session: credentials.sessionToken });
            return credentials;
          },
        }),
    }),
  }),
  'an address with its session gets into the register': () => ({
    api: (api: BrightRiverApi) => ({
      ...api,
      job: async (id, signal) => {
        const job = await api.job(id, signal);
        return { ...job, operatorRemarks: job.upload.httpUrl ?? '' };
      },
    }),
  }),
  'a decision counts as sent whatever was answered': () => ({
    api: (api: BrightRiverApi) => ({
      ...api,
      acceptFile: (id, file, signal) => api.acceptFile(id, file, signal).catch(() => undefined),
      reviewFile: (id, review, signal) => api.reviewFile(id, review, signal).catch(() => undefined),
    }),
  }),
  ...furtherVariants,
};

export const variantNames: readonly string[] = Object.keys(variants);

export function breakageOf(name: string): Breakage {
  const make = variants[name];
  if (make === undefined) throw new Error(`There is no variant “${name}”.`);
  return make();
}
