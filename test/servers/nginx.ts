import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, freePort, startServer } from './server-process.ts';
import { unpackedEnvironment, unpackedProgram } from './unpacked.ts';

export interface RunningNginx {
  readonly origin: string;
  /** What lies in this folder is what it serves. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts Debian's nginx on loopback, unpacked, with files to fetch. */
export async function startNginx(): Promise<RunningNginx> {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-nginx-'));
  const folder = join(home, 'files');
  await mkdir(folder);
  const port = await freePort();
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = join(home, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; master_process off; pid ${home}/pid; error_log ${home}/errors;
events {}
http {
  access_log off;
  ${kept.map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  types { image/png png; }
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`,
  );
  const end = await startServer(
    unpackedProgram('usr/sbin/nginx'),
    ['-c', config, '-e', join(home, 'errors')],
    port,
    unpackedEnvironment(),
    accepts,
  );
  return {
    origin: `http://127.0.0.1:${port}`,
    folder,
    async stop() {
      await end();
      await rm(home, { recursive: true, force: true });
    },
  };
}
