import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { Redactor } from '../../ports/redactor.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Store, StoreReader } from '../../ports/store.ts';
import { readProxyPassword } from '../network/proxy-password.ts';

/** Names of environment variables that hold secrets of ours. */
const SECRET_NAME = /TOKEN|PASSWORD|SECRET|PROXY/i;

/**
 * Tells the redactor every secret of this profile: of each account, of the proxy, of the environment.
 * @param options.secrets announces to the redactor what is read of it
 */
export async function announceSecrets(options: {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly redactor: Pick<Redactor, 'add'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<void> {
  const { store, secrets, redactor, environment } = options;
  for (const { id } of await store.read.accounts()) await secrets.read(id);
  await readProxyPassword(secrets);
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && SECRET_NAME.test(name)) redactor.add(value);
}

/** Folders of this profile and of the person's pictures, as far as the register names them. */
export async function knownFolders(read: StoreReader, home: string): Promise<readonly string[]> {
  const folders = new Set([homedir(), home]);
  for (const { path } of await read.watchFolders()) folders.add(path);
  for (const job of await read.jobs()) {
    if (job.downloadFolder !== null) folders.add(job.downloadFolder);
    const [first] = await read.contactSheet(job.id);
    const file = first === undefined ? null : await read.file(first);
    if (file?.path != null) folders.add(dirname(file.path));
  }
  return [...folders];
}
