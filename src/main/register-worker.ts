import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from './adapters/clock/system-clock.ts';
import { openSqliteStore } from './adapters/sqlite/open-sqlite-store.ts';
import { threadStart } from './adapters/sqlite/threaded/messages.ts';
import { serveRegister } from './adapters/sqlite/threaded/serve-register.ts';

// The register in a thread of its own: a slow disk holds up this one, never the window.

if (parentPort === null) throw new Error('register-worker runs as a worker thread only.');

const { folder, isRemote } = threadStart.parse(workerData);
await serveRegister(parentPort, (log) => openSqliteStore({ folder, clock: systemClock, log, isRemote }));
