import { AppError } from '../../../src/main/errors/app-error.ts';
import { errorForFtp, errorForFtpConnection } from '../../../src/main/errors/ftp-errors.ts';
import { errorForNetwork, stoppedError } from '../../../src/main/errors/network-errors.ts';
import type { UploadCall, Uploader, UploadRoutes, UploadSource } from '../../../src/main/ports/uploads.ts';
import type { UploadFault } from '../faults.ts';
import type { Disk } from './disk.ts';
import { md5, type FarFile, type FarJob } from './far-service.ts';
import { type Life, never } from './life.ts';
import { moment } from './moment.ts';
import type { Network, NetworkParts } from './network.ts';

/** A picture goes in so many pieces, each of which takes its moment. */
const PIECES = 4;

interface Target {
  readonly route: 'ftp' | 'post';
  readonly job: number;
  readonly session: string;
}

const connectionLost = (maybeDone: boolean): AppError =>
  errorForFtpConnection(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), maybeDone);

/** The two ways pictures go, as far as the adapters behind the port go: bytes, replies and broken connections. */
export class UploadWire {
  readonly #parts: NetworkParts & { readonly disk: Disk; readonly network: Network };

  constructor(parts: NetworkParts & { readonly disk: Disk; readonly network: Network }) {
    this.#parts = parts;
  }

  routes(life: Life): UploadRoutes {
    const uploader = (target: Target): Uploader => ({
      send: (source, call) => this.#send(target, source, call, life),
      close: () => Promise.resolve(),
    });
    return {
      ftp: ({ url }) => uploader({ route: 'ftp', job: Number(new URL(url).pathname.slice(1)), session: '' }),
      post: ({ url }) => {
        const at = new URL(url);
        const session = at.searchParams.get('sessionId') ?? '';
        return uploader({ route: 'post', job: Number(at.pathname.split('/').at(-1)), session });
      },
    };
  }

  async #send(target: Target, source: UploadSource, call: UploadCall, life: Life) {
    const { trace, faults, service, disk, network } = this.#parts;
    if (!life.alive) return never<never>();
    const fault = faults.upload();
    trace.add(`${life.name}: sends ${source.name} to job ${String(target.job)} by ${target.route}`);
    if (call.signal.aborted) throw stoppedError(false);
    const { bytes } = disk.read(source.path);
    if (bytes.byteLength !== source.size) throw new AppError('retry', 'file_changed', 'It was changed.');
    await this.#moment(life, call, 20);
    if (network.isDown) throw errorForNetwork({ code: 'ECONNREFUSED' });
    const job = service.jobs.get(target.job);
    if (job === undefined) throw errorForFtp(550, 'No such folder', 'folder');
    const before = early(fault?.what ?? null);
    if (before !== null) throw before;
    if (target.route === 'post') {
      if (!service.sessions.has(target.session) || fault?.what === 'address-expired')
        throw new AppError('retry', 'address_expired', 'The upload address is not valid any more.');
      await this.#pieces(bytes, 0, fault, call, life, () => undefined);
      return this.#end(job, () => service.receiving(job, source.name, true), bytes, fault?.what, call, life);
    }
    const file = service.receiving(job, source.name, false);
    const resume = call.resume ?? null;
    const from =
      resume !== null &&
      resume.bytes <= file.bytes.byteLength &&
      md5(bytes.subarray(0, resume.bytes)) === resume.md5
        ? resume.bytes
        : 0;
    // A new beginning cuts what was there, as STOR does.
    file.partial = true;
    file.bytes = Buffer.from(file.bytes.subarray(0, from));
    await this.#pieces(bytes, from, fault, call, life, (sent) => {
      file.bytes = Buffer.from(bytes.subarray(0, sent));
      return file.bytes;
    });
    return this.#end(job, () => file, bytes, fault?.what, call, life);
  }

  async #pieces(
    bytes: Buffer,
    from: number,
    fault: { readonly what: UploadFault; readonly share: number } | null,
    call: UploadCall,
    life: Life,
    arrived: (sent: number) => Buffer | undefined,
  ): Promise<void> {
    const breaksAt = fault === null ? -1 : Math.floor(fault.share * PIECES);
    for (let piece = 0; piece < PIECES; piece += 1) {
      const sent = from + Math.ceil(((bytes.byteLength - from) * (piece + 1)) / PIECES);
      try {
        await this.#moment(life, call, 60);
        if (this.#parts.network.isDown) throw connectionLost(false);
        if (piece === breaksAt && fault?.what === 'reset') throw connectionLost(false);
        if (piece === breaksAt && fault?.what === 'ftp-426')
          throw errorForFtp(426, 'Connection closed; transfer aborted.', 'transfer');
        if (piece === breaksAt && fault?.what === 'ftp-552')
          throw errorForFtp(552, 'Quota exceeded', 'transfer');
      } catch (thrown) {
        const there = from + Math.ceil(((bytes.byteLength - from) * piece) / PIECES);
        if (life.alive && there > 0) call.onPart?.({ bytes: there, md5: md5(bytes.subarray(0, there)) });
        throw thrown;
      }
      arrived(sent);
      call.onProgress({ sentBytes: sent });
    }
  }

  async #end(
    job: FarJob,
    fileOf: () => FarFile,
    bytes: Buffer,
    fault: UploadFault | undefined,
    call: UploadCall,
    life: Life,
  ) {
    const { service } = this.#parts;
    const file = fileOf();
    file.bytes = Buffer.from(fault === 'cut-short' ? bytes.subarray(0, bytes.byteLength - 3) : bytes);
    if (fault === 'damaged') file.bytes.writeUInt8(file.bytes.readUInt8(0) ^ 0xff, 0);
    service.received(job, file);
    await this.#moment(life, call, 30, true);
    if (fault === 'lost-226') throw connectionLost(true);
    return { md5: md5(bytes) };
  }

  #moment(life: Life, { signal }: UploadCall, milliseconds: number, maybeDone = false): Promise<void> {
    return moment(this.#parts.time, life, signal, milliseconds, maybeDone);
  }
}

function early(fault: UploadFault | null): AppError | null {
  if (fault === 'ftp-421') return errorForFtp(421, 'Too many connections', 'greeting');
  if (fault === 'ftp-530') return errorForFtp(530, 'Login incorrect', 'login');
  return null;
}
