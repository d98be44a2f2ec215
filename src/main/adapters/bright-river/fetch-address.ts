import { AppError } from '../../errors/app-error.ts';
import { errorForHttp } from '../../errors/http-errors.ts';
import type { BrightRiverApi } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import { checkedUrl, isServiceHost, securedAddress } from '../http/addresses.ts';
import type { HttpClient } from '../http/http-client.ts';

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
    return { body: wholeBody(answer.body, size, service), size, type };
  };
}
