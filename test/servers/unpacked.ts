import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serversFolder } from '../../build/bootstrap/ftp-servers.mjs';

/** A program of a Debian package that was unpacked, not installed. @throws Error that says what to run */
export function unpackedProgram(path: string): string {
  const program = join(serversFolder, path);
  if (!existsSync(program)) throw new Error(`${program} is missing: “npm test” unpacks it.`);
  return program;
}

/** Where the libraries of the unpacked packages are found first. */
export function unpackedEnvironment(): NodeJS.ProcessEnv {
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  return { ...process.env, LD_LIBRARY_PATH: join(serversFolder, 'usr', 'lib', triplet) };
}
