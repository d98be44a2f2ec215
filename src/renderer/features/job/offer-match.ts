import type { JobFile, JobSummary } from '../../../preload/contract/index.ts';
import { count, listed } from '../../ui/format.ts';

/** How what was counted here, the service's list and the offer fit together, in words. */
export interface OfferMatch {
  /** All three agree. */
  readonly agrees: string;
  /** One sentence per difference; empty when nothing differs. */
  readonly differences: readonly string[];
}

const NOTHING: OfferMatch = { agrees: '', differences: [] };
const NAMED = 3;

function names(files: readonly JobFile[]): string {
  const named = files.slice(0, NAMED).map((file) => file.name);
  const more = files.length - named.length;
  return listed(more > 0 ? [...named, `${more} more`] : named);
}

function is(amount: number): string {
  return amount === 1 ? 'is' : 'are';
}

/** Sent, or meant to be sent, from this computer. */
function isOurs(file: JobFile): boolean {
  return file.sourceName !== '' && file.transfer.kind !== 'left-out' && file.transfer.kind !== 'draft';
}

function isListed(file: JobFile): boolean {
  return file.transfer.kind === 'proven' || file.transfer.kind === 'at-server' || file.sizeAtServer !== null;
}

/** Compares files and counts of a job before its offer is accepted. */
export function offerMatch(job: JobSummary, files: readonly JobFile[]): OfferMatch {
  if (job.stage !== 'sending' && job.stage !== 'quoting' && job.stage !== 'offer') return NOTHING;
  const { atServer, inOffer } = job.counts;
  const ours = files.filter(isOurs);
  const extra = files.filter((file) => file.sourceName === '' && isListed(file));
  // While it is being sent, what is not there yet is on its way, not missing.
  const missing = job.stage === 'sending' ? [] : ours.filter((file) => !isListed(file));
  const another = ours.filter((file) => file.sizeAtServer !== null && file.sizeAtServer !== file.size);
  const differences = [
    missing.length === 0
      ? ''
      : `${count(missing.length, 'picture')} from here ${is(missing.length)} not in the service’s list: ${names(missing)}.`,
    extra.length === 0 || ours.length === 0
      ? ''
      : `${count(extra.length, 'picture')} ${is(extra.length)} at the service that ${extra.length === 1 ? 'was' : 'were'} not sent from here: ${names(extra)}.`,
    another.length === 0
      ? ''
      : `${count(another.length, 'picture')} ${another.length === 1 ? 'has' : 'have'} another size at the service: ${names(another)}.`,
    offerAgainstList(atServer, inOffer),
  ].filter((sentence) => sentence !== '');
  const same = ours.length > 0 && inOffer === ours.length && (atServer === null || atServer === inOffer);
  return {
    agrees:
      same && differences.length === 0
        ? 'Here, at the service and in the offer: the same pictures, by name and size.'
        : '',
    differences,
  };
}

function offerAgainstList(atServer: number | null, inOffer: number | null): string {
  if (atServer === null || inOffer === null || atServer === inOffer) return '';
  const gap = Math.abs(atServer - inOffer);
  return atServer > inOffer
    ? `The service’s list has ${atServer}, the offer counts ${inOffer}: ${gap} ${is(gap)} not in the offer.`
    : `The offer counts ${inOffer}, the service’s list has ${atServer}: ${gap} ${is(gap)} counted that the list does not show.`;
}
