/** Sentences of the documents' status tables, for refusals that have no documented body. */
const sentences: ReadonlyMap<number, string> = new Map([
  [
    400,
    'The request could not be understood by the server due to malformed syntax. The client SHOULD NOT repeat the request without modifications',
  ],
  [401, 'The request requires user authentication'],
  [403, 'The client has no permission to access the resource'],
  [404, 'The resource was not found'],
  [405, 'The method is not allowed for this resource'],
  [
    406,
    'The requested resource is only capable of generating content not acceptable according to the Accept headers sent in the request',
  ],
  [408, 'The request timed out'],
  [410, 'The requested resource is no longer available and will not be available again'],
  [411, 'The request did not specify the length of its content, which is required by the requested resource'],
  [413, 'The request is too large'],
  [
    415,
    "The Content-Type of the request is not supported. Supported are 'application/x-www-form-urlencoded' and 'application/json'",
  ],
  [429, 'Too many requests'],
  [500, 'The server encountered an unexpected condition which prevented it from fulfilling the request'],
  [503, 'The server is currently unavailable (because it is overloaded or down for maintenance)'],
]);

/** A documented body, or the status's sentence as plain text. */
export type RefusalBody = Readonly<Record<string, string | number>> | null;

/** A request the studio does not carry out; thrown anywhere in a route. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: RefusalBody = null, headers: Readonly<Record<string, string>> = {}) {
    super(sentences.get(status) ?? `Status ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Type and text exactly as they leave. Documented bodies are laid out as in the documents. */
export function refusalText(refusal: Refusal): { readonly type: string; readonly text: string } {
  return refusal.body === null
    ? { type: 'text/plain; charset=utf-8', text: refusal.message }
    : { type: 'application/json', text: JSON.stringify(refusal.body, null, 2) };
}

export function missingHeader(headerName: string): Refusal {
  return new Refusal(400, {
    code: 'missing_header',
    message: 'A required header was not supplied.',
    headerName,
  });
}

export function invalidJson(): Refusal {
  return new Refusal(400, { code: 'invalid_json', message: 'The request body could not be parsed.' });
}

export function missingParameter(parameterName: string): Refusal {
  return new Refusal(400, {
    code: 'missing_parameter',
    message: 'A required parameter was not supplied.',
    parameterName,
  });
}

export function invalidParameter(parameterName: string, value: unknown): Refusal {
  return new Refusal(400, {
    code: 'invalid_parameter',
    message: 'A parameter was not in the right format.',
    parameterName,
    parameterValue: typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  });
}

/** Custom error 5 of POST /jobs. */
export function nameRequired(): Refusal {
  return new Refusal(400, { id: 5, code: 'name_required', message: 'Name is required.' });
}

/** Custom error 6 of PUT /jobs/{id}/files/{fileName}. */
export function noFilesToUpdate(): Refusal {
  return new Refusal(400, {
    id: 6,
    code: 'no_files_to_update',
    message: 'File is not found or request is incorrect.',
  });
}
