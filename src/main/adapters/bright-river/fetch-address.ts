import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import type { BrightRiverApi, ResumePoint } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import { announcedMd5, contentRange, strongTag } from '../http/byte-range.ts';
import { checkedUrl, isServiceHost, securedAddress } from '../http/addresses.ts';
import { badAnswer, contentCoding, unpacked } from '../http/content-coding.ts';
import type { HttpAnswer, HttpClient } from '../http/http-client.ts';

interface FetchOptions {
  readonly baseUrl: string;
  readonly service: string;
  readonly http: HttpClient;
  readonly clock: Pick<Clock, 'now'>;
  readonly onAnswer: () => void;
}

const operation = 'fetching a picture';

/** Ends with an error instead of a short file when the connection ended early. */
async function* wholeBody(
  body: AsyncIterable<Uint8Array>,
  size: number | null,
  service: string,
): AsyncIterable<Uint8Array> {
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.byteLength;
    yield chunk;
  }
  if (size !== null && seen !== size) {
    throw new AppError(
      'retry',
      'connection_lost',
      `The connection to ${service} broke off (while ${operation}). Clipdesk tries again by itself.`,
    );
  }
}

/** Pictures hardly shrink; what grows beyond both of these is made to fill a disk. */
const largestGrowth = 100;
const freeGrowth = 64 * 1024 * 1024;

/** A body that came compressed all the same, unpacked as it is read, with a limit on how much it may grow. */
async function* unpackedBody(answer: HttpAnswer, size: number | null, service: string) {
  const context = { service, operation };
  let packed = 0;
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of wholeBody(answer.body, size, service)) {
      packed += chunk.byteLength;
      yield chunk;
    }
  };
  let seen = 0;
  try {
    for await (const chunk of unpacked({ ...answer, body: counted() }, context)) {
      seen += chunk.byteLength;
      if (seen > freeGrowth && seen > packed * largestGrowth)
        throw badAnswer(context, 'grows without end when it is unpacked');
      yield chunk;
    }
  } catch (cause) {
    answer.discard();
    throw cause instanceof AppError ? cause : badAnswer(context, 'could not be unpacked', cause);
  }
}

/** What asks for the rest of a file, and only if it is still the same one (RFC 9110, 13.1.5 and 14.2). */
function rangeHeaders(resume: ResumePoint): Readonly<Record<string, string>> {
  const validator = resume.etag ?? resume.lastModified;
  return {
    Range: `bytes=${String(resume.from)}-`,
    ...(validator === null ? {} : { 'If-Range': validator }),
  };
}

/** Bytes a 206 says the whole file has; refuses what is not the part asked for, or a part of another file. */
function restOf(
  answer: HttpAnswer,
  resume: ResumePoint,
  size: number | null,
): { readonly total: number | null } | null {
  const range = contentRange(answer.header('content-range'));
  if (range?.first !== resume.from || contentCoding(answer) !== '') return null;
  if (size !== null && range.last - range.first + 1 !== size) return null;
  if (resume.total !== null && range.total !== null && range.total !== resume.total) return null;
  const etag = strongTag(answer.header('etag'));
  if (resume.etag !== null && etag !== null && etag !== resume.etag) return null;
  return { total: range.total ?? resume.total };
}

/**
 * GET of an address the service handed out. It carries its own session id, so no token goes along, and it goes only to
 * hosts of the service. An address whose session is over is `address_expired`: read the list it came from again.
 */
export function createFetchAddress(options: FetchOptions): BrightRiverApi['fetchAddress'] {
  const { service } = options;

  function expired(): AppError {
    return new AppError(
      'retry',
      'address_expired',
      `The address of a picture at ${service} is not valid any more. Clipdesk asks for a new one.`,
    );
  }

  function rangeRefused(): AppError {
    return new AppError(
      'retry',
      'range_refused',
      `${service} could not give the rest of a picture. Clipdesk fetches it from the beginning.`,
    );
  }

  return async (address, signal, resume) => {
    const url = checkedUrl(securedAddress(address), service);
    if (!isServiceHost(url.hostname, checkedUrl(options.baseUrl, service))) {
      throw new AppError(
        'person',
        'foreign_address',
        `${service} gave an address on a host that is not its own. Clipdesk does not go there. Check the address of the account.`,
      );
    }
    const answer = await options.http.send({
      method: 'GET',
      url: url.href,
      headers: { Accept: '*/*', ...(resume === undefined ? {} : rangeHeaders(resume)) },
      body: null,
      signal,
      operation,
      service,
      changes: false,
    });
    options.onAnswer();
    const type = answer.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? null;
    if (answer.status === 401 || answer.status === 403) {
      answer.discard();
      throw expired();
    }
    if (resume !== undefined && (answer.status === 416 || answer.status === 412)) {
      answer.discard();
      throw rangeRefused();
    }
    // Anything but a whole body, or the part asked for, is no file.
    if (answer.status < 200 || answer.status > 299 || (answer.status === 206 && resume === undefined)) {
      answer.discard();
      throw errorForHttp({
        status: answer.status,
        body: null,
        retryAfter: answer.header('retry-after'),
        now: options.clock.now(),
        operation,
        maybeDone: false,
        service,
      });
    }
    // No picture and no archive is a web page: that is how web servers say "sign in again" with a 200.
    if (type === 'text/html') {
      answer.discard();
      throw expired();
    }
    const length = answer.header('content-length');
    const size = length !== null && /^\d+$/.test(length) ? Number(length) : null;
    const facts = {
      type,
      etag: strongTag(answer.header('etag')),
      lastModified: answer.header('last-modified'),
      md5: null,
    };
    if (answer.status === 206 && resume !== undefined) {
      const rest = restOf(answer, resume, size);
      if (rest === null) {
        answer.discard();
        throw rangeRefused();
      }
      return { ...facts, ...rest, body: wholeBody(answer.body, size, service), size, from: resume.from };
    }
    // Tags and lengths of a body that came compressed are not those of the file.
    if (contentCoding(answer) !== '')
      return {
        body: unpackedBody(answer, size, service),
        size: null,
        type,
        from: 0,
        total: null,
        etag: null,
        lastModified: null,
        md5: null,
      };
    return {
      ...facts,
      body: wholeBody(answer.body, size, service),
      size,
      from: 0,
      total: size,
      md5: announcedMd5((name) => answer.header(name)),
    };
  };
}
