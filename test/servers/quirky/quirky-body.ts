import type { SeenRequest } from '../scripted-http.ts';

/** A request that is not carried out. */
export class QuirkyRefusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body?: unknown) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

export type Members = Readonly<Record<string, unknown>>;

function formMembers(text: string): Members {
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...more] = form.getAll(name);
      if (more.length > 0 || name === 'tags') return [name, [first, ...more].filter((text) => text !== '')];
      return [name, /^[[{]/.test(first) ? (JSON.parse(first) as unknown) : first];
    }),
  );
}

/** The members of a change. @throws QuirkyRefusal 411, 415, 400 invalid_json */
export function membersOf(request: SeenRequest): Members {
  if (request.headers['content-length'] === undefined) throw new QuirkyRefusal(411);
  const type = request.headers['content-type']?.split(';')[0] ?? '';
  const text = request.body.toString('utf8');
  if (type === 'application/x-www-form-urlencoded') return formMembers(text);
  if (type !== 'application/json') throw new QuirkyRefusal(415);
  try {
    return JSON.parse(text) as Members;
  } catch {
    throw new QuirkyRefusal(400, { code: 'invalid_json', message: 'The request body could not be parsed.' });
  }
}

/** @throws QuirkyRefusal missing_parameter */
export function textOf(members: Members, parameterName: string): string {
  const value = members[parameterName];
  if (typeof value === 'string') return value;
  throw new QuirkyRefusal(400, {
    code: 'missing_parameter',
    message: '',
    parameterName,
    parameterValue: null,
  });
}

/** A list of objects. @throws QuirkyRefusal missing_parameter */
export function objectsOf(members: Members, parameterName: string): readonly Members[] {
  const value = members[parameterName];
  if (Array.isArray(value)) return value as readonly Members[];
  throw new QuirkyRefusal(400, { code: 'missing_parameter', message: '', parameterName });
}

/** The files of a multipart body, cut out by hand: strict about what RFC 7578 says. */
export function uploadedFiles(
  request: SeenRequest,
): readonly { readonly name: string; readonly content: Buffer }[] {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [];
  const { body } = request;
  const line = Buffer.from(`--${boundary}`);
  const files: { name: string; content: Buffer }[] = [];
  let at = body.indexOf(line);
  for (;;) {
    const next = body.indexOf(`\r\n--${boundary}`, at + line.byteLength);
    if (at < 0 || next < 0) return files;
    const headEnd = body.indexOf('\r\n\r\n', at);
    const head = body.subarray(at, headEnd).toString('utf8');
    const name = /name="file"; filename="([^"]+)"/.exec(head)?.[1];
    if (headEnd > 0 && headEnd < next && name !== undefined)
      files.push({ name, content: Buffer.from(body.subarray(headEnd + 4, next)) });
    at = next + 2;
  }
}
