import { release } from 'node:os';
import { join } from 'node:path';
import type { AccountSummary, Instant, QueueOverview } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Host } from '../../ports/host.ts';
import { profileFiles } from '../../ports/profile-files.ts';
import type { QueueRecord, Store } from '../../ports/store.ts';

/** Rows of the queue that are written out one by one; of the others only counts. */
const MOST_ROWS = 2_000;
const MOST_JOBS = 500;
/** Bytes of the log that go along, the newest. */
const LOG_TAIL = 256 * 1024;

export interface DiagnosticsParts {
  readonly store: Store;
  readonly files: Files;
  readonly clock: Clock;
  readonly host: Host;
  readonly version: string;
  /** The profile folder. */
  readonly home: string;
  readonly accounts: () => Promise<readonly AccountSummary[]>;
  readonly overview: () => Promise<QueueOverview>;
}

const moment = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());

function rowFacts(row: QueueRecord) {
  return {
    id: row.id,
    sequence: row.sequence,
    kind: row.payload.kind,
    title: row.title,
    job: row.jobId,
    account: row.accountId,
    lane: row.lane,
    parallel: row.parallel,
    state: row.state,
    attempts: row.attempts,
    retryAt: moment(row.retryAt),
    mayHaveBeenSent: row.mayHaveBeenSent,
    paused: row.paused,
    bytes: row.bytes,
    createdAt: moment(row.createdAt),
    changedAt: moment(row.changedAt),
    error: row.lastError,
  };
}

/** How long finished work took from being asked for to being done, by kind. Milliseconds. */
function timings(rows: readonly QueueRecord[]) {
  const byKind = new Map<string, number[]>();
  for (const { state, payload, createdAt, changedAt } of rows)
    if (state === 'done')
      byKind.set(payload.kind, [...(byKind.get(payload.kind) ?? []), changedAt - createdAt]);
  return [...byKind].map(([kind, taken]) => {
    const sorted = taken.toSorted((one, other) => one - other);
    const at = (part: number): number | null =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null;
    return { kind, items: sorted.length, median: at(0.5), ninetieth: at(0.9), longest: at(1) };
  });
}

async function queueFacts({ store, clock, overview }: DiagnosticsParts) {
  const [rows, unreadable, groups, pausedAt] = await Promise.all([
    store.read.queue(clock.now() - 24 * 3_600_000),
    store.read.unreadableQueueRows(),
    store.read.queueGroups(),
    store.read.queuePausedAt(),
  ]);
  const unfinished = rows.filter((row) => row.state !== 'done');
  const stuck = unfinished.filter((row) => row.state === 'failed' || row.state === 'held');
  const others = unfinished.filter((row) => row.state !== 'failed' && row.state !== 'held');
  return {
    overview: await overview(),
    pausedAt: moment(pausedAt),
    counts: groups,
    unreadable,
    rows: [...stuck, ...others].slice(0, MOST_ROWS).map(rowFacts),
    rowsLeftOut: Math.max(0, unfinished.length - MOST_ROWS),
    timings: timings(rows),
  };
}

async function jobFacts({ store }: DiagnosticsParts) {
  const [jobs, totals] = await Promise.all([store.read.jobs(), store.read.allFileTotals()]);
  return {
    jobs: jobs.slice(0, MOST_JOBS).map((job) => ({
      id: job.id,
      number: job.remoteId,
      account: job.accountId,
      name: job.name,
      stage: job.stage,
      status: job.status,
      route: job.route,
      createdAt: moment(job.createdAt),
      changedAt: moment(job.changedAt),
      nextPollAt: moment(job.nextPollAt),
      goneSince: moment(job.goneSince),
      pictures: totals.get(job.id) ?? null,
    })),
    jobsLeftOut: Math.max(0, jobs.length - MOST_JOBS),
  };
}

/** The newest lines of the log, each parsed where it is one of ours; a line cut by the beginning is left out. */
async function logLines({ files, home }: DiagnosticsParts): Promise<readonly unknown[]> {
  try {
    const text = Buffer.from(await files.tail(join(home, profileFiles.log), LOG_TAIL)).toString('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return (text.length >= LOG_TAIL ? lines.slice(1) : lines).map(parsed);
  } catch {
    return [];
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

const isTrouble = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'level' in line && line.level !== 'info';

async function sizes({ files, home }: DiagnosticsParts) {
  const names = [profileFiles.register, `${profileFiles.register}-wal`, profileFiles.log];
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return [name, (await files.facts(join(home, name))).size] as const;
      } catch {
        return [name, null] as const;
      }
    }),
  );
  return { files: Object.fromEntries(found), free: await files.room(home) };
}

/** How Clipdesk stands, for somebody who has to find out why it does not work. Not cleaned yet: see `scrub`. */
export async function collectDiagnostics(parts: DiagnosticsParts) {
  const { store, clock, host, version, accounts } = parts;
  const [{ proxy, downloadFolder, ...settings }, accountList, queue, jobs, log, profile] = await Promise.all([
    store.read.settings(),
    accounts(),
    queueFacts(parts),
    jobFacts(parts),
    logLines(parts),
    sizes(parts),
  ]);
  return {
    schema: 'clipdesk-diagnostics',
    version: 1,
    madeAt: moment(clock.now()),
    clipdesk: { version, host: host.kind },
    system: {
      platform: process.platform,
      release: release(),
      architecture: process.arch,
      versions: process.versions,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      uptimeSeconds: Math.round(process.uptime()),
      memory: process.memoryUsage(),
    },
    profile,
    settings: { ...settings, proxy: proxy.kind, downloadFolder },
    accounts: accountList.map(({ id, kind, name, state }) => ({ id, kind, name, state })),
    ...jobs,
    queue,
    errors: log.filter(isTrouble).slice(-200),
    log,
  };
}
