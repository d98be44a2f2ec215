import { toAppError } from '../../../errors/app-error.ts';
import type { Log } from '../../../ports/log.ts';
import type { Store, StoreWriter } from '../../../ports/store.ts';
import { transactionOver } from '../connection.ts';
import type { SqliteStore } from '../sqlite-store.ts';
import { failureOf, toRegister, type FromRegister } from './messages.ts';

/** The end of a thread's channel: `parentPort` is one. */
export interface RegisterChannel {
  postMessage(message: FromRegister): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  close(): void;
}

interface Open {
  readonly writer: StoreWriter;
  end(keep: boolean): void;
}

class TakenBack extends Error {}

/** Asks for one method by its name; what is not one is a mistake of ours. */
function ask(of: object, method: string, values: readonly unknown[]): Promise<unknown> {
  const found: unknown = method in Object.prototype ? undefined : Reflect.get(of, method);
  if (typeof found !== 'function') return Promise.reject(new TypeError(`The register has no ${method}`));
  return Promise.resolve(Reflect.apply(found, of, values));
}

/**
 * Carries out in this thread what the application asks of its register in another. Transactions are begun here and filled
 * from there: whatever one of its requests waits for, the application's own thread does not.
 * @param open opens the register, with a log that leads to the application's
 */
export async function serveRegister(
  channel: RegisterChannel,
  open: (log: Log) => Promise<Store & Pick<SqliteStore, 'notice' | 'isReadOnly'>>,
): Promise<void> {
  const say = (message: FromRegister): void => channel.postMessage(message);
  const line =
    (level: keyof Log): Log['info'] =>
    (message, facts) => {
      say({ kind: 'log', level, message, ...(facts === undefined ? {} : { facts: { ...facts } }) });
    };
  let store: Awaited<ReturnType<typeof open>>;
  try {
    store = await open({ info: line('info'), warn: line('warn'), error: line('error') });
  } catch (thrown) {
    say({ kind: 'not-opened', error: failureOf(toAppError(thrown)) });
    channel.close();
    return;
  }
  const running = new Map<number, Open>();
  let lock: { release(): Promise<void> } | null = null;
  let isListening = false;

  const answer = (id: number, work: Promise<unknown>): void => {
    work.then(
      (value) => say({ kind: 'answer', id, value }),
      (thrown: unknown) => say({ kind: 'failure', id, error: failureOf(toAppError(thrown)) }),
    );
  };

  const begin = (id: number, patient: boolean): Promise<void> =>
    store
      .transaction(
        (writer) =>
          new Promise<void>((resolve, reject) => {
            const end = (keep: boolean): void => {
              if (keep) resolve();
              else reject(new TakenBack());
            };
            running.set(id, { writer, end });
            say({ kind: 'begun', transaction: id });
          }),
        { patient },
      )
      .finally(() => running.delete(id));

  channel.on('message', (raw) => {
    const message = toRegister.parse(raw);
    switch (message.kind) {
      case 'read':
        return answer(message.id, ask(store.read, message.method, message.values));
      case 'begin':
        return answer(message.id, begin(message.id, message.patient));
      case 'write': {
        const writer = running.get(message.transaction)?.writer;
        const { method, values } = message;
        return answer(message.id, writer ? ask(writer, method, values) : Promise.reject(transactionOver()));
      }
      case 'end':
        return running.get(message.transaction)?.end(message.keep);
      case 'lock':
        return answer(
          message.id,
          store.tryBecomeRunner().then((taken) => {
            lock = taken ?? lock;
            return taken !== null;
          }),
        );
      case 'unlock':
        return answer(message.id, lock?.release() ?? Promise.resolve());
      case 'listen':
        if (!isListening) store.onForeignCommit(() => say({ kind: 'foreign-commit' }));
        isListening = true;
        return;
      case 'close':
        return answer(
          message.id,
          store.close().finally(() => setImmediate(() => channel.close())),
        );
    }
  });
  say({ kind: 'opened', notice: store.notice, isReadOnly: store.isReadOnly });
}
