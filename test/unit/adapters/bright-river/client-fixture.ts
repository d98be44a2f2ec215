import {
  createBrightRiver,
  type BrightRiverOptions,
} from '../../../../src/main/adapters/bright-river/bright-river.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import type { BrightRiverApi } from '../../../../src/main/ports/bright-river.ts';
import { startScriptedHttp, type ScriptedHttp, type SeenRequest } from '../../../servers/scripted-http.ts';

export const credentials = {
  clientToken: 'client-secret',
  sessionToken: 'session-secret',
  ftpUser: '',
  ftpPassword: '',
};

export interface ClientFixture {
  readonly server: ScriptedHttp;
  readonly http: HttpClient;
  open(options?: Partial<BrightRiverOptions>): BrightRiverApi;
  /** The request that came last. */
  last(): SeenRequest;
  stop(): Promise<void>;
}

/** A scripted server and the client that talks to it, impatient enough for a test. */
export async function startClientFixture(): Promise<ClientFixture> {
  const server = await startScriptedHttp();
  const http = createHttpClient({ connectTimeout: 2000, headersTimeout: 2000, bodyTimeout: 2000 });
  return {
    server,
    http,
    open: (options = {}) =>
      createBrightRiver({
        baseUrl: server.origin,
        credentials: async () => credentials,
        clock: { now: () => 0 },
        http,
        ...options,
      }),
    last() {
      const seen = server.seen.at(-1);
      if (seen === undefined) throw new Error('nothing was sent');
      return seen;
    },
    async stop() {
      await http.close();
      await server.stop();
    },
  };
}
