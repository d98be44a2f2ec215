/**
 * Run in a process of its own (`dbus-run-session -- node keychain-session.ts [--unlock PASSWORD] STEP…`): opens the
 * secrets of this session and carries out the steps `write JSON`, `read`, `remove`, in order. Prints one JSON line
 * per step and one with the kind of the secrets at the end.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { openSecrets } from '../../src/main/adapters/keychain/open-secrets.ts';
import type { Credentials } from '../../src/main/ports/secrets.ts';
import type { AccountId } from '../../src/preload/contract/index.ts';

const { values, positionals } = parseArgs({
  options: { unlock: { type: 'string' } },
  allowPositionals: true,
});

if (values.unlock !== undefined) {
  // Returns when the service is on the bus; it ends with the bus of this session.
  const started = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    input: values.unlock,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (started.status !== 0) throw new Error('gnome-keyring-daemon could not be started');
}

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const reasons: string[] = [];
const note = (message: string, facts?: object): void =>
  void reasons.push(`${message} ${JSON.stringify(facts)}`);
const secrets = await openSecrets({ info: note, warn: note, error: note });
const account = 'a-studio' as AccountId;

for (const step of positionals) {
  if (step === 'read') print(await secrets.read(account));
  else if (step === 'remove') print((await secrets.remove(account)) ?? 'removed');
  else {
    await secrets.write(account, JSON.parse(step) as Credentials);
    print('written');
  }
}
print({ kind: secrets.kind, reasons });
process.exit(0);
