import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import type { BrightRiverApi } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
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

  return async (address, signal) => {
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
      headers: { Accept: '*/*' },
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
    if (answer.status < 200 || answer.status > 299) {
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
    return contentCoding(answer) === ''
      ? { body: wholeBody(answer.body, size, service), size, type }
      : { body: unpackedBody(answer, size, service), size: null, type };
  };
}
