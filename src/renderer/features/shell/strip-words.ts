import type { AccountSummary, QueueOverview } from '../../../preload/contract/index.ts';
import { ago, count, exactTime, listed, rate, timeLeft } from '../../ui/format.ts';

/** "3 decisions and 12 pictures waiting to go" */
export function waitingWords(overview: QueueOverview): string {
  const parts = [
    overview.decisionsWaiting > 0 ? count(overview.decisionsWaiting, 'decision') : '',
    overview.picturesWaiting > 0 ? count(overview.picturesWaiting, 'picture') : '',
    overview.downloadsWaiting > 0 ? count(overview.downloadsWaiting, 'download') : '',
    overview.otherWaiting > 0 ? count(overview.otherWaiting, 'other step') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is waiting to go' : `${listed(parts)} waiting to go`;
}

/** How fast it goes, or what stops it; empty when nothing moves. */
export function paceWords(overview: QueueOverview, accounts: readonly AccountSummary[]): string {
  if (overview.paused) return 'Paused by you';
  const out = accounts.filter((account) => account.state.kind === 'signed-out');
  if (out.length > 0) return `Paused at ${listed(out.map((account) => account.name))}`;
  const offline = accounts.filter((account) => account.state.kind === 'offline');
  if (offline.length > 0) return `No connection to ${listed(offline.map((account) => account.name))}`;
  if (overview.bytesPerSecond <= 0 || overview.bytesLeft <= 0) return '';
  // The time left is said once it is more than a guess.
  const left = overview.secondsLeft === null ? '' : timeLeft(overview.secondsLeft);
  return [rate(overview.bytesPerSecond), left, overview.limit].filter((part) => part !== '').join(', ');
}

export function contactWords(lastContact: number | null, now: number): string {
  if (lastContact === null) return 'No contact yet';
  return now - lastContact < 3_600_000
    ? `Last contact ${exactTime(lastContact)}, ${ago(lastContact, now)}`
    : `Last contact ${ago(lastContact, now)}`;
}
