import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import yazl from 'yazl';
import { z } from 'zod';
import { receive } from '../data/receive.ts';
import { diskName, resultPath } from '../data/storage.ts';
import type { PlannedFailure } from '../faults.ts';
import { emptied } from '../line/status-steps.ts';
import type { StudioParts } from '../studio-parts.ts';
import { idOf } from './lookup.ts';
import { sendBrokenOff, sendRanged } from './ranged-file.ts';
import { reducedPicture } from './reduced-picture.ts';
import { invalidParameter, missingParameter, Refusal } from './refusal.ts';

/** Pixels of the longer side. */
const PREVIEW_EDGE = 1200;
const THUMBNAIL_EDGE = 240;

const querySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Names of parameters are taken in any case, as the service's own addresses write them (`sessionid`, `sessionID`). */
function parametersOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const query = querySchema.parse(request.query);
  return new Map(
    Object.entries(query).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : (value[0] ?? ''),
    ]),
  );
}

const pictureTypes: ReadonlyMap<string, string> = new Map([
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.png', 'image/png'],
  ['.webp', 'image/webp'],
  ['.tif', 'image/tiff'],
  ['.tiff', 'image/tiff'],
]);

function typeOf(name: string): string {
  return pictureTypes.get(/\.[^.]+$/.exec(name.toLowerCase())?.[0] ?? '') ?? 'application/octet-stream';
}

interface StoredPicture {
  readonly path: string;
  readonly name: string;
}

/** The multipart endpoint and the addresses of pictures and archives. They are opened by the session in the address. */
export function storageRoutes(
  parts: StudioParts,
  fail: (failure: PlannedFailure, reply: FastifyReply) => void,
): FastifyPluginAsync {
  const { register, storage, originals, plan } = parts;

  const mayEnter = (session: string | undefined): void => {
    if (session !== register.identity().sessionToken) throw new Refusal(401);
  };

  /** @throws Refusal 404, 410 */
  const pictureOf = async (id: number | null): Promise<StoredPicture> => {
    for (const job of register.jobs()) {
      for (const file of register.files(job.id)) {
        const result = file.results.find((each) => each.id === id);
        if (file.id !== id && result === undefined) continue;
        const picture = result
          ? { path: resultPath(storage, job, result), name: result.name }
          : { path: storage.path(job, 'ORIGINAL', file.name), name: file.name };
        const there = await stat(picture.path).catch(() => null);
        if (there) return picture;
        throw new Refusal(emptied.has(job.status) ? 410 : 404);
      }
    }
    throw new Refusal(404);
  };

  const sendFile = (
    { path, name }: StoredPicture,
    request: FastifyRequest,
    reply: FastifyReply,
    cut: number | null = null,
  ): Promise<FastifyReply> => {
    void reply
      .type(typeOf(name))
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
      );
    return sendRanged(path, request, reply, cut);
  };

  /** A planned failure of storage addresses; those after doing count as before: nothing is changed by reading. */
  const fails = (operation: 'image' | 'download' | 'zip', reply: FastifyReply): boolean => {
    const failure = plan.take(operation);
    if (failure === null) return false;
    fail(failure, reply);
    return true;
  };

  /** Writes one part; a part that ends early leaves nothing. @returns where it lies */
  const receivePart = async (
    content: Readable,
    cut: number | null,
    socket: { destroy(): void },
  ): Promise<string> => {
    const path = join(storage.incoming, randomUUID());
    const handle = await open(path, 'w');
    try {
      const end = await receive(content, handle, 0, cut).finally(() => handle.close());
      if (end === 'whole') return path;
      socket.destroy();
      throw new Refusal(408);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  };

  return async (server) => {
    // In this scope only: elsewhere a multipart body is an unsupported type.
    server.removeAllContentTypeParsers();
    await server.register(multipart, {
      limits: { fileSize: Number.MAX_SAFE_INTEGER, files: 10_000, fields: 1000 },
    });

    server.post('/upload/UploadFile.ashx', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
      const failure = plan.take('upload');
      if (failure !== null && failure.afterDoing !== true) {
        fail(failure, reply);
        return reply;
      }
      const query = parametersOf(request);
      mayEnter(query.get('accountid'));
      const jobId = idOf(query.get('jobid'));
      const job = jobId === null ? null : register.job(jobId);
      if (job === null) throw new Refusal(404);
      if (!originals.takesPictures(job)) throw invalidParameter('jobID', job.id);
      if (!request.isMultipart()) throw new Refusal(415);
      const cut = plan.takeCut();
      const received: { name: string; path: string }[] = [];
      try {
        for await (const part of request.parts()) {
          if (part.type !== 'file') continue;
          const name = part.filename.normalize('NFC');
          if (diskName(name) === null) {
            part.file.resume();
            throw invalidParameter('fileName', name);
          }
          received.push({ name, path: await receivePart(part.file, cut, request.raw.socket) });
        }
        // All parts or none: a request that broke off later has not been confirmed.
        for (const { name, path } of received) await originals.take(job, name, path);
      } finally {
        for (const { path } of received) await rm(path, { force: true });
      }
      if (received.length === 0) throw missingParameter('file');
      if (failure === null) await reply.code(200).type('text/plain; charset=utf-8').send('OK');
      else fail(failure, reply);
      return reply;
    });

    server.get('/ajax/getimage.ashx', async (request, reply) => {
      if (fails('image', reply)) return reply;
      const query = parametersOf(request);
      mayEnter(query.get('sessionid'));
      const picture = await pictureOf(idOf(query.get('fileid')));
      const size = query.get('ispreview');
      if (size === 'original') return sendFile(picture, request, reply);
      const edge = size === 'true' ? PREVIEW_EDGE : THUMBNAIL_EDGE;
      const reduced = await reducedPicture(picture.path, storage.previews, edge);
      if (reduced === null) throw new Refusal(404);
      return reply.type(reduced.type).send(reduced.bytes);
    });

    server.get('/ajax/DownloadBin.ashx', async (request, reply) => {
      if (fails('download', reply)) return reply;
      const query = parametersOf(request);
      mayEnter(query.get('sessionid'));
      return sendFile(await pictureOf(idOf(query.get('fileid'))), request, reply, plan.takeDownloadCut());
    });

    server.get('/ajax/DownloadZip.ashx', async (request, reply) => {
      if (fails('zip', reply)) return reply;
      const query = parametersOf(request);
      mayEnter(query.get('sessionid'));
      const jobId = idOf(query.get('centraljobid'));
      const job = jobId === null ? null : register.job(jobId);
      if (job === null) throw new Refusal(404);
      if (emptied.has(job.status)) throw new Refusal(410);
      const results = register.files(job.id).flatMap((file) => file.results);
      if (results.length === 0) throw new Refusal(404);
      const archive = new yazl.ZipFile();
      for (const result of results)
        archive.addFile(resultPath(storage, job, result), result.name, { compress: false });
      const size = await new Promise<number>((resolve) => {
        const told = (length: number): void => {
          resolve(length);
        };
        // The library calls back with the length; its types do not know that.
        archive.end({ forceZip64Format: false, comment: '' }, told as () => void);
      });
      // Made while it is sent: a part of it cannot be asked for.
      void reply
        .type('application/zip')
        .header('accept-ranges', 'none')
        .header('content-disposition', `attachment; filename="job-${job.id}.zip"`);
      if (size > 0) void reply.header('content-length', String(size));
      const cut = plan.takeDownloadCut();
      if (cut === null) return reply.send(archive.outputStream);
      return sendBrokenOff(reply, archive.outputStream as AsyncIterable<Buffer> & NodeJS.ReadableStream, cut);
    });
  };
}
