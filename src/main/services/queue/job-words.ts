import type { Instant } from '../../../preload/contract/index.ts';
import { durationWords, timeOfDay } from './time-words.ts';

/** What is known of a job's unfinished work when it is put in words. */
export interface JobStanding {
  readonly everythingPaused: boolean;
  readonly paused: boolean;
  /** Why its account's work waits; null when it may go. */
  readonly accountPause: {
    readonly reason: 'offline' | 'sign-in' | 'person';
    readonly since: Instant;
  } | null;
  readonly moving: number;
  readonly uploads: number;
  readonly downloads: number;
  readonly failed: number;
  readonly secondsLeft: number | null;
  /** The short request that runs now, or would be the next; null when there is none. */
  readonly call: 'create-job' | 'prove-uploads' | 'decisions' | 'other' | null;
  readonly decisions: number;
  /** Requests that failed or are held: what stands behind them cannot go either. */
  readonly stuckCalls: number;
  /** Name of the job whose transfers go first; null when this one is the first. */
  readonly before: string | null;
  /** When what waits for its time goes on by itself; null when something may go now. */
  readonly retryAt: Instant | null;
  /** Empty, or e.g. "limit 2 MB/s until 18:00". */
  readonly limit: string;
}

export const pictures = (count: number): string => (count === 1 ? '1 picture' : `${String(count)} pictures`);

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');

function waitingFor({ accountPause, everythingPaused, paused }: JobStanding): string | null {
  if (everythingPaused || paused) return 'paused by you';
  if (accountPause === null) return null;
  switch (accountPause.reason) {
    case 'sign-in':
      return 'waits for you to sign in';
    case 'offline':
      return `waits for the network since ${timeOfDay(accountPause.since)}`;
    case 'person':
      return 'paused by you';
  }
}

function subject({ uploads, downloads, decisions }: JobStanding): string {
  if (uploads > 0) return `${pictures(uploads)} to send`;
  if (downloads > 0) return downloads === 1 ? '1 result to fetch' : `${String(downloads)} results to fetch`;
  if (decisions > 0) return decisions === 1 ? '1 decision to send' : `${String(decisions)} decisions to send`;
  return '';
}

function moving(standing: JobStanding): string {
  const { uploads, downloads, secondsLeft, limit } = standing;
  const verb = uploads > 0 ? 'Sending' : 'Fetching';
  const left = uploads > 0 ? uploads : downloads;
  return joined(
    `${verb}, ${String(left)} to go`,
    secondsLeft === null ? '' : durationWords(secondsLeft),
    limit,
  );
}

/** What a job with unfinished work does, or waits for, in one line. Pure. */
export function jobWords(standing: JobStanding, now: Instant): string {
  const { call, before, retryAt, uploads, downloads, failed, decisions } = standing;
  const waits = waitingFor(standing);
  const what = subject(standing);
  if (waits !== null) return what === '' ? capital(waits) : `${what}: ${waits}`;
  if (standing.moving > 0) return moving(standing);
  if (call === 'create-job') return 'The service is being asked for a job number';
  if (standing.stuckCalls > 0 && call === null)
    return what === '' ? 'Waits for you to look' : `${what}: waits for you to look`;
  const transfers = uploads + downloads;
  if (transfers > failed && before !== null && retryAt === null)
    return `${pictures(transfers - failed)} ${transfers - failed === 1 ? 'waits' : 'wait'} until “${before}” before it is through`;
  if (retryAt !== null && retryAt > now)
    return joined(
      what === '' ? 'Goes on by itself' : `${what}: goes on by itself`,
      `tries again at ${timeOfDay(retryAt)}`,
    );
  if (failed > 0 && transfers <= failed)
    return `${pictures(failed)} could not be ${uploads > 0 ? 'sent' : 'fetched'}: try again, or leave ${failed === 1 ? 'it' : 'them'} out`;
  if (call === 'prove-uploads' && transfers === 0)
    return 'Names and sizes are compared with the service’s own list';
  if (transfers > 0) return `${what}: next`;
  if (decisions > 0)
    return decisions === 1
      ? '1 decision goes to the service'
      : `${String(decisions)} decisions go to the service`;
  return 'Being said to the service';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
