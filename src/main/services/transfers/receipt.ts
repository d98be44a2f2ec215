import { Readable } from 'node:stream';
import { join } from 'node:path';
import type {
  JobId,
  QueueApi,
  Receipt,
  ReceiptFormat,
  ReceiptLine,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Host } from '../../ports/host.ts';
import type { LedgerRecord } from '../../ports/ledger-records.ts';
import type { FileRecord, JobRecord, Store } from '../../ports/store.ts';
import { receiptText } from './receipt-text.ts';

function stateOf(file: FileRecord): Pick<ReceiptLine, 'state' | 'reason'> {
  switch (file.state.kind) {
    case 'failed':
      return { state: 'failed', reason: file.state.error.message };
    case 'left-out':
      return { state: 'left-out', reason: file.state.sentence };
    case 'sent':
    case 'proven':
      return { state: file.state.kind, reason: '' };
    case 'draft':
    case 'waiting':
    case 'at-server':
      return { state: 'waiting', reason: '' };
  }
}

function lineOf(job: JobRecord, file: FileRecord, entry: LedgerRecord | undefined): ReceiptLine {
  const isProven = file.state.kind === 'proven';
  return {
    fileId: file.id,
    name: file.name,
    path: entry?.path ?? file.path ?? '',
    size: entry?.size ?? file.size,
    md5: entry?.md5 ?? file.md5,
    route: entry?.route ?? job.route,
    serverId: entry?.serverId ?? file.remoteId,
    bytesSent: entry?.bytesSent ?? (isProven || file.state.kind === 'sent' ? file.size : 0),
    startedAt: entry?.startedAt ?? null,
    finishedAt: entry?.finishedAt ?? null,
    ...stateOf(file),
    proof: isProven ? (entry?.proof ?? null) : null,
  };
}

/** The receipt of a job, and saving it where the person wants it. */
export function createReceipts(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly host: Pick<Host, 'chooseFolder'>;
  readonly files: Pick<Files, 'isFree' | 'writeWhole'>;
}): Pick<QueueApi, 'receipt' | 'receiptText' | 'saveReceipt'> {
  const { store, clock, host, files } = options;

  const receipt = async (id: JobId): Promise<Receipt> => {
    const job = await store.read.job(id);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    const [account, records, entries] = await Promise.all([
      store.read.account(job.accountId),
      store.read.files(id),
      store.read.ledger(id),
    ]);
    const entryOf = new Map(entries.map((entry) => [entry.fileId, entry]));
    const lines = records
      .filter((file) => file.path !== null)
      .map((file) => lineOf(job, file, entryOf.get(file.id)));
    return {
      schema: 'clipdesk-receipt',
      version: 1,
      madeAt: clock.now(),
      job: {
        number: job.remoteId,
        name: job.name,
        account: account?.name ?? '',
        createdAt: job.createdAt,
      },
      pictures: lines.filter((line) => line.state !== 'left-out').length,
      proven: lines.filter((line) => line.state === 'proven').length,
      files: lines,
    };
  };

  const freePath = async (folder: string, name: string, format: ReceiptFormat): Promise<string> => {
    for (let count = 1; ; count += 1) {
      const path = join(folder, `${name}${count === 1 ? '' : ` ${String(count)}`}.${format}`);
      if (await files.isFree(path)) return path;
    }
  };

  return {
    receipt,
    receiptText: async (id, format) => receiptText(await receipt(id), format),
    async saveReceipt(id, format) {
      const made = await receipt(id);
      const folder = await host.chooseFolder('Where should the receipt be saved?');
      if (folder === null) return null;
      const name = `Receipt ${made.job.number === null ? 'of a job without a number' : `of job ${String(made.job.number)}`}`;
      const path = await freePath(folder, name, format);
      const content = Readable.from([Buffer.from(receiptText(made, format), 'utf8')]);
      await files.writeWhole(path, content, new AbortController().signal, () => undefined);
      return path;
    },
  };
}
