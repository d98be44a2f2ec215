import { AppError, errorData } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileRecord, JobRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { matchRemoteFiles } from '../jobs/remote-files.ts';
import { enqueueUploads } from './enqueue-uploads.ts';
import type { LooksAhead } from './looks-ahead.ts';
import { oddities, proofsBy } from './proof-of-file.ts';
import type { Uploaders } from './uploaders.ts';

/** The service may take a moment to list what it has received: this many looks before anything is sent again. */
const LOOKS = 4;
/** How often missing pictures are sent again by themselves before a person is asked. */
const ROUNDS = 2;

function inWords(count: number): string {
  return count === 1 ? '1 picture' : `${String(count)} pictures`;
}

/**
 * The proof: every picture of the job stands in the service's own list with the right size. Nothing is called proven
 * for any other reason. What is missing or has another size is sent again.
 */
export function proveUploadsHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly addresses: JobAddresses;
  readonly uploaders: Uploaders;
  readonly looks: LooksAhead;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
}): Handler {
  const { store, clock, addresses, uploaders, looks, changes, newId } = options;

  const prove = async (
    writer: StoreWriter,
    job: JobRecord,
    remote: Awaited<ReturnType<JobAddresses['files']>>,
    sent: readonly FileRecord[],
  ): Promise<void> => {
    const now = clock.now();
    const known = await writer.files(job.id);
    const proofOf = proofsBy(remote);
    const proven: FileRecord[] = [];
    for (const file of sent) {
      const found = proofOf(file, now);
      if (found === null) continue;
      const { listed, proof } = found;
      proven.push({
        ...file,
        state: { kind: 'proven', at: now },
        remoteId: listed.id,
        remoteSize: listed.size,
      });
      await writer.ledgerProven(file.id, listed.id, proof);
    }
    await writer.putFiles(proven);
    const provenById = new Map(proven.map((file) => [file.id, file]));
    const strangers = matchRemoteFiles({
      job,
      known: known.map((file) => provenById.get(file.id) ?? file),
      remote,
      reviews: [],
      decidedHere: new Set(),
      newId,
    });
    await writer.putFiles(strangers);
    const said = new Set((await writer.timeline(job.id)).map((entry) => entry.sentence));
    for (const sentence of oddities(known, remote))
      if (!said.has(sentence)) await writer.addTimeline({ jobId: job.id, at: now, sentence, status: null });
    const current = await writer.job(job.id);
    if (current)
      await writer.putJob({ ...current, atServer: remote.filter((file) => file.isOriginal).length });
    changes.files(
      job.id,
      [...proven, ...strangers].map((file) => file.id),
    );
  };

  return async (item, { signal }) => {
    const round = item.payload.kind === 'prove-uploads' ? item.payload.round : 0;
    const job = await store.read.job(item.jobId);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job was removed from Clipdesk.');
    // All of it has gone: what sending needed is given back before the service's list of thousands is read.
    looks.forget(job.id);
    await uploaders.close(job.id);
    const remote = await addresses.files(job, signal, 0);
    const sent = (await store.read.files(job.id)).filter((file) => file.state.kind === 'sent');
    const proofOf = proofsBy(remote);
    const missing = sent.filter((file) => proofOf(file, 0) === null);

    if (missing.length > 0 && item.attempts + 1 < LOOKS)
      throw new AppError(
        'retry',
        'not_listed_yet',
        `The service does not list ${inWords(missing.length)} yet. Clipdesk looks again.`,
      );

    if (missing.length === 0)
      return {
        kind: 'finished',
        commit: async (writer) => {
          await prove(writer, job, remote, sent);
          const all = (await writer.fileTotals(job.id)).proven;
          await writer.addTimeline({
            jobId: job.id,
            at: clock.now(),
            sentence: `${inWords(all)} proven: names and sizes match the service’s own list`,
            status: null,
          });
        },
      };

    const error = new AppError(
      'person',
      'not_proven',
      `${inWords(missing.length)} did not arrive whole, although sending seemed to work. Try again to send them once more.`,
    );
    return {
      kind: 'finished',
      commit: async (writer) => {
        await prove(writer, job, remote, sent);
        const again = missing.map((file): FileRecord => ({
          ...file,
          state: round < ROUNDS ? { kind: 'waiting' } : { kind: 'failed', error: errorData(error) },
        }));
        await writer.putFiles(again);
        const now = clock.now();
        const uploads = await enqueueUploads(writer, job, again, {
          round: round + 1,
          now,
          newId,
          rank: item.rank,
        });
        if (round >= ROUNDS) for (const upload of uploads) await writer.fail(upload, errorData(error), now);
        changes.files(
          job.id,
          again.map((file) => file.id),
        );
      },
    };
  };
}
