import { AppError } from './app-error.ts';

/** Members of the documented 400 bodies; anything else in them is ignored. */
interface RefusalBody {
  readonly code: string;
  readonly headerName: string;
  readonly parameterName: string;
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function readBody(body: unknown): RefusalBody {
  const members: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  return {
    code: word(members['code']),
    headerName: word(members['headerName']).toLowerCase(),
    parameterName: word(members['parameterName']),
  };
}

/** A parameter's name is shown to people: only what looks like a name, never a value that slipped in. */
function fieldOf(name: string): string | undefined {
  return /^[A-Za-z][\w.[\]-]{0,60}$/.test(name) ? name : undefined;
}

function tokenError(which: 'client' | 'session', service: string): AppError {
  return new AppError(
    'sign-in',
    `${which}_token`,
    `The ${which} token of ${service} is missing or not accepted. Enter it again; everything that waits then goes on by itself.`,
    { field: `${which}Token` },
  );
}

/** Numbers of things at the service: nobody types them, so that a refused one means that the thing has moved on. */
const isNumberOfThing = (name: string): boolean => /^(id|jobId|fileId|imageId|fileName)$/i.test(name);

function movedOn(service: string, operation: string, status: number): AppError {
  return new AppError(
    'conflict',
    'bad_request',
    `${service} does not allow this now (while ${operation}); the job may have moved on. Look at it again, then decide.`,
    { cause: { status } },
  );
}

function inputError(service: string, operation: string, code: string, name: string): AppError {
  const field = fieldOf(name);
  const what = field === undefined ? 'a value' : `“${field}”`;
  const problem = code === 'missing_parameter' ? `misses ${what}` : `does not accept ${what} as it is`;
  const sentence = `${service} ${problem} (while ${operation}). Correct it and try again.`;
  return new AppError(
    'person',
    code,
    sentence.charAt(0).toUpperCase() + sentence.slice(1),
    field === undefined ? {} : { field },
  );
}

/**
 * What a 400 means, or which token a 401 is about. The codes are the documented ones of Bright River's `/jobs`:
 * missing_header, invalid_json, missing_parameter, invalid_parameter, name_required, no_files_to_update. A 400 with
 * none of them, or about a number nobody typed, is how the service refuses a step in the wrong state (documented for
 * cancel): a conflict.
 * @returns null when the status table decides
 */
export function errorForRefusedInput(
  status: number,
  body: unknown,
  service: string,
  operation: string,
): AppError | null {
  if (status !== 400 && status !== 401) return null;
  const { code, headerName, parameterName } = readBody(body);
  if (headerName === 'x-client-token') return tokenError('client', service);
  if (status === 401) return null;
  if (headerName === 'x-session-token') return tokenError('session', service);
  const name = service.charAt(0).toUpperCase() + service.slice(1);
  switch (code) {
    case 'missing_header':
    case 'invalid_json':
      return new AppError(
        'bug',
        code,
        `${name} did not understand Clipdesk while ${operation}. Nothing is lost; please report this, because waiting will not help.`,
      );
    case 'missing_parameter':
    case 'invalid_parameter':
      return isNumberOfThing(parameterName)
        ? movedOn(name, operation, status)
        : inputError(service, operation, code, parameterName);
    case 'name_required':
      return new AppError('person', code, 'The job needs a name. Give it one and try again.', {
        field: 'name',
      });
    case 'no_files_to_update':
      return new AppError(
        'person',
        code,
        `${name} has no such file in this job (while ${operation}). Look at the list of files again, then try again.`,
        { field: 'fileName' },
      );
    default:
      return movedOn(name, operation, status);
  }
}
