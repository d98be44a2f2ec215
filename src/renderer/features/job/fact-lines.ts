import type { JobFile, ServiceFileFacts } from '../../../preload/contract/index.ts';
import { bytes, moreExactly, number } from '../../ui/format.ts';

/** One line of "What the service says". */
export interface FactLine {
  readonly label: string;
  readonly value: string;
  /** How it compares with the file here; empty when it cannot be compared. */
  readonly check: string;
  readonly odd: boolean;
  /** The service says nothing: shown, but quietly. */
  readonly quiet: boolean;
  /** A number or code for support, in the typewriter face. */
  readonly code: boolean;
}

function line(label: string, value: string, more: Partial<FactLine> = {}): FactLine {
  const quiet = value === '';
  return { label, value: quiet ? 'Nothing' : value, check: '', odd: false, quiet, code: false, ...more };
}

/** Sizes and checksums are compared only where both sides have one. */
function compared(same: boolean | null): Pick<FactLine, 'check' | 'odd'> {
  if (same === null) return { check: '', odd: false };
  return same ? { check: 'as here', odd: false } : { check: 'differs from the file here', odd: true };
}

/** What the service says of a file, beside what is known here. `now`: for the day of the date. */
export function factLines(file: JobFile, facts: ServiceFileFacts, now: number): readonly FactLine[] {
  const ours = file.sourceName !== '';
  const sameSize = facts.size === null || !ours ? null : facts.size === file.size;
  const theirs = facts.md5?.toLowerCase() ?? null;
  const sameSum = theirs === null || file.md5 === null ? null : theirs === file.md5;
  return [
    line('Name', facts.name, facts.name === file.name ? {} : { check: 'another name than here', odd: true }),
    line(
      'Size',
      facts.size === null ? '' : `${bytes(facts.size)} (${number(facts.size)} bytes)`,
      compared(sameSize),
    ),
    line('Checksum', facts.md5 ?? '', { ...compared(sameSum), code: facts.md5 !== null }),
    line('Status', facts.status, { code: facts.status !== '' }),
    line('Complexity', facts.complexityId === null ? '' : `Number ${facts.complexityId}`),
    line('Your remark', facts.remark, { ...remarkCheck(file, facts) }),
    line('Tags', facts.tags.join(', ')),
    line('From the editors', facts.remarkFromProcessor),
    line('Rejected because', facts.rejectionReason),
    line('Arrived', facts.createdAt === null ? '' : moreExactly(facts.createdAt, now)),
  ];
}

/** A remark that was changed here may still be on its way. */
function remarkCheck(file: JobFile, facts: ServiceFileFacts): Pick<FactLine, 'check' | 'odd'> {
  if (file.remark === '' || file.remark === facts.remark) return { check: '', odd: false };
  return { check: `here: “${file.remark}”`, odd: true };
}
