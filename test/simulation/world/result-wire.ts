import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { errorForFtpConnection } from '../../../src/main/errors/ftp-errors.ts';
import { errorForNetwork } from '../../../src/main/errors/network-errors.ts';
import type { ArchiveEntry, Archives } from '../../../src/main/ports/archives.ts';
import type { RemoteFolders } from '../../../src/main/ports/remote-folder.ts';
import type { FetchFault } from '../faults.ts';
import type { Disk } from './disk.ts';
import type { Packed } from './far-results.ts';
import type { Life } from './life.ts';
import { moment } from './moment.ts';
import type { Network, NetworkParts } from './network.ts';

/** A file comes in so many pieces, each of which takes its moment. */
const PIECES = 5;

/** What is to happen to a file that comes, and what it fails with. */
export interface Coming {
  readonly fault: { readonly what: FetchFault; readonly share: number } | null;
  readonly touchUp: () => void;
  readonly isDown: () => boolean;
  readonly broken: () => Error;
}

/** Content that comes piece by piece, and breaks off where a fault says so. */
export async function* inPieces(
  bytes: Buffer,
  parts: Pick<NetworkParts, 'time'>,
  life: Life,
  signal: AbortSignal,
  { fault, touchUp, isDown, broken }: Coming,
): AsyncGenerator<Uint8Array> {
  // Damage is done to the end, which comes again when a download goes on: the sum is told with the whole only.
  const share = fault?.what === 'damaged' ? 0.99 : fault?.share;
  const breaksAt = share === undefined ? -1 : Math.floor(share * PIECES);
  for (let piece = 0; piece < PIECES; piece += 1) {
    await moment(parts.time, life, signal, 40);
    if (isDown()) throw broken();
    const start = Math.floor((bytes.byteLength * piece) / PIECES);
    const content = Buffer.from(bytes.subarray(start, Math.floor((bytes.byteLength * (piece + 1)) / PIECES)));
    if (piece === breaksAt) {
      if (fault?.what === 'touched-up') touchUp();
      if (fault?.what === 'cut' || fault?.what === 'touched-up') throw broken();
      if (fault?.what === 'ends-early') return;
      if (fault?.what === 'damaged' && content.byteLength > 0)
        content.writeUInt8(content.readUInt8(0) ^ 0xff, 0);
    }
    if (content.byteLength > 0) yield content;
  }
}

/** A job's folder of results at the service, as far as the adapter behind the port goes. */
export function remoteFolders(
  parts: NetworkParts & { readonly network: Network },
  life: Life,
): RemoteFolders {
  const { time, trace, faults, service, network } = parts;
  const broken = (): AppError =>
    errorForFtpConnection(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), false);
  const offline = (): void => {
    if (network.isDown) throw errorForNetwork({ code: 'ECONNREFUSED' });
  };
  return {
    ftp({ url }) {
      const id = Number(new URL(url).pathname.split('/')[1]);
      const imagesOf = () => (service.jobs.get(id)?.files ?? []).flatMap(({ results }) => results);
      return {
        async list(signal) {
          await moment(time, life, signal, 60);
          offline();
          return imagesOf().map(({ imageId, fileName }) => ({
            name: fileName,
            size: service.results.bytesOf(imageId).byteLength,
            modifiedAt: null,
          }));
        },
        async open(name, offset, signal) {
          await moment(time, life, signal, 60);
          offline();
          const fault = faults.fetch();
          trace.add(
            `${life.name}: fetches ${name} of job ${String(id)} from its folder, from ${String(offset)}`,
          );
          const image = imagesOf().find(({ fileName }) => fileName === name);
          if (image === undefined || fault?.what === 'gone')
            throw new AppError('gone', 'ftp_missing', `${name} is not in the folder of the job any more.`);
          if (fault?.what === 'refused')
            throw new AppError('retry', 'ftp_busy', 'The FTP server has no connection left.');
          const bytes = service.results.bytesOf(image.imageId);
          const start = Math.min(offset, bytes.byteLength);
          // An end the server did not confirm is an error of the adapter, never a short file.
          const coming: Coming = {
            fault:
              fault?.what === 'ends-early'
                ? { ...fault, what: 'cut' }
                : fault?.what === 'damaged'
                  ? null
                  : fault,
            touchUp: () => service.touchUp(image),
            isDown: () => network.isDown,
            broken,
          };
          const content = Readable.from(inPieces(bytes.subarray(start), parts, life, signal, coming));
          const job = service.job(id);
          const modifiedAt = service.results.manners(job).date ? service.results.dateOf(bytes) : null;
          return { content, offset: start, size: bytes.byteLength, modifiedAt };
        },
        close: () => Promise.resolve(),
      };
    },
  };
}

const damaged = (): AppError =>
  new AppError('person', 'archive_damaged', 'The archive of the service is damaged.');

/** Archives of the simulation's own format; see `FarResults.archiveOf`. */
export function archivesOn(disk: Disk): Archives {
  return {
    async open(path) {
      const { bytes } = disk.read(path);
      const line = bytes.indexOf('\n');
      let packed: readonly Packed[];
      try {
        packed = JSON.parse(bytes.subarray(0, line).toString('utf8')) as readonly Packed[];
      } catch {
        throw damaged();
      }
      let at = line + 1;
      const entries = packed.map(({ name, size, md5 }): ArchiveEntry => {
        const content = bytes.subarray(at, at + size);
        at += size;
        return {
          names: [name],
          size,
          problem: '',
          async *read() {
            yield content;
            // Checked while it is read, as the real one does: by its length and its sum.
            if (createHash('md5').update(content).digest('hex') !== md5) throw damaged();
          },
        };
      });
      return { entries, close: () => undefined };
    },
  };
}
