import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import { openRegister } from '../../../src/main/practice/data/register.ts';
import { startPracticeStudio, type PracticeStudio } from '../../../src/main/practice/practice-studio.ts';

/** One request the service carried out. */
export interface Done {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** A picture at the service, as its own books have it. */
export interface FarPicture {
  readonly name: string;
  readonly size: number;
  readonly md5: string;
  readonly accepted: boolean | null;
  readonly results: number;
}

/** A practice studio outside of Clipdesk, with a way to it that can be cut and that notes what was done. */
export interface FarStudio {
  readonly address: string;
  readonly studio: PracticeStudio;
  /** Everything the studio answered with success, oldest first. */
  readonly done: readonly Done[];
  /** Until `comeBack` nobody listens there, as with the network gone. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  jobs(): Promise<readonly { readonly id: number; readonly status: string; readonly name: string }[]>;
  pictures(job: number): Promise<readonly FarPicture[]>;
  stop(): Promise<void>;
}

/** As a real server does: a request that arrived whole is carried out, whether or not its sender still lives. */
function forward(far: URL, incoming: IncomingMessage, body: Buffer, onDone: (status: number) => void) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>(
    (resolve, reject) => {
      const outgoing = request(
        {
          host: far.hostname,
          port: far.port,
          method: incoming.method,
          path: incoming.url,
          headers: { ...incoming.headers, host: far.host },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            onDone(answer.statusCode ?? 0);
            resolve({
              status: answer.statusCode ?? 502,
              headers: answer.headers,
              body: Buffer.concat(parts),
            });
          });
          answer.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    },
  );
}

export async function startFarStudio(home: string): Promise<FarStudio> {
  const folder = join(home, 'far-studio');
  const studio = await startPracticeStudio({
    home: folder,
    speed: 400,
    clock: systemClock,
    random: () => 0.5,
    // A picture that needs no line: what came back is not what is tried here.
    edit: (name) => Promise.resolve(Buffer.from(`the result of ${name}`)),
  });
  const far = new URL(studio.api);
  const done: Done[] = [];
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const reply = await forward(far, incoming, Buffer.concat(parts), (status) => {
      if (status >= 200 && status < 300)
        done.push({ method: incoming.method ?? '', path: (incoming.url ?? '').split('?')[0] ?? '' });
    });
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  };
  const server = createServer((incoming, outgoing) => {
    // Who was killed in the middle of a request did not make it.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
  const goAway = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;

  /** The books are read from the disk, as the studio itself would after a restart. */
  const books = async <T>(read: (register: Awaited<ReturnType<typeof openRegister>>) => T): Promise<T> => {
    const register = await openRegister(folder, () => Promise.reject(new Error('The studio has no books.')));
    try {
      return read(register);
    } finally {
      register.close();
    }
  };
  return {
    address: `http://127.0.0.1:${port}`,
    studio,
    done,
    goAway,
    comeBack: () => listen(port),
    jobs: () => books((register) => register.jobs().map(({ id, status, name }) => ({ id, status, name }))),
    pictures: (job) =>
      books((register) =>
        register.files(job).map((file) => ({
          name: file.name,
          size: file.size,
          md5: file.md5,
          accepted: file.acceptedByUser,
          results: file.results.length,
        })),
      ),
    async stop() {
      await goAway();
      await studio.stop();
    },
  };
}
