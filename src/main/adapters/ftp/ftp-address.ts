import { AppError } from '../../errors/app-error.ts';

export interface FtpAddress {
  readonly host: string;
  readonly port: number;
  /** Folder names below the folder the login leads to. */
  readonly folders: readonly string[];
}

/**
 * Reads `upload.ftpUrl`. As RFC 1738 says, the path starts where the login leads. Names are percent-decoded; one that
 * holds a control character, `.` or `..` is refused.
 * @throws AppError `bad_address` (person); the address is never part of the sentence
 */
export function parseFtpAddress(text: string): FtpAddress {
  const refused = new AppError(
    'person',
    'bad_address',
    'The service gave an FTP address that cannot be used. Send by the other route, or ask the service.',
  );
  if (!URL.canParse(text)) throw refused;
  const url = new URL(text);
  if ((url.protocol !== 'ftp:' && url.protocol !== 'ftps:') || url.hostname === '') throw refused;
  const folders = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  if (folders.some((name) => /[\u0000-\u001f\u007f/]/.test(name) || name === '.' || name === '..'))
    throw refused;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? 21 : Number(url.port), folders };
}
