import type { JobFile, LeftOutReason, Route } from '../../../preload/contract/index.ts';
import type { IconName } from '../../ui/icons.ts';
import { bytes, count, duration, rate } from '../../ui/format.ts';

/** Tags that tell the editors what a picture is for. */
export const COLOUR_REFERENCE = 'colour reference';
export const INSIDE_VIEW = 'inside view';

export interface DraftTotals {
  readonly pictures: number;
  readonly bytes: number;
  readonly leftOut: number;
  readonly renamed: number;
}

export function draftTotals(files: readonly JobFile[]): DraftTotals {
  let pictures = 0;
  let size = 0;
  let leftOut = 0;
  let renamed = 0;
  for (const file of files) {
    if (file.transfer.kind === 'left-out') leftOut += 1;
    else {
      pictures += 1;
      size += file.size;
      if (file.note !== '') renamed += 1;
    }
  }
  return { pictures, bytes: size, leftOut, renamed };
}

/** What is said beside the number of pictures: "3 files left out, 1 name changed". */
export function besideWords(totals: DraftTotals): string {
  return [
    totals.leftOut > 0 ? `${count(totals.leftOut, 'file')} left out` : '',
    totals.renamed > 0 ? `${count(totals.renamed, 'name')} changed` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Files that need a line of their own: left out first, then those whose name had to change. */
export function listedProblems(files: readonly JobFile[]): readonly JobFile[] {
  const leftOut = files.filter((file) => file.transfer.kind === 'left-out');
  const renamed = files.filter((file) => file.transfer.kind !== 'left-out' && file.note !== '');
  return [...leftOut, ...renamed];
}

export interface ProblemLook {
  readonly icon: IconName;
  readonly tone: 'bad' | 'warn' | 'mut';
}

export function problemLook(reason: LeftOutReason | null): ProblemLook {
  switch (reason) {
    case 'broken':
    case 'unreadable':
      return { icon: 'problem', tone: 'bad' };
    case 'duplicate':
      return { icon: 'swap', tone: 'warn' };
    case 'empty':
    case 'not-a-picture':
      return { icon: 'file', tone: 'warn' };
    case 'by-you':
      return { icon: 'cross', tone: 'mut' };
    case null:
      return { icon: 'info', tone: 'mut' };
  }
}

/** Why the pictures travel this way. */
export function routeReason(route: Route, chosenByPerson: boolean): string {
  const why =
    route === 'ftp'
      ? 'FTP stays connected from picture to picture, and the service recommends it.'
      : 'web upload passes firewalls that stop FTP.';
  return chosenByPerson ? `Your choice: ${why}` : `Chosen for you: ${why}`;
}

/** "1.86 GB · about 4 min 50 s at 6.4 MB/s" */
export function sizeWords(totals: DraftTotals, bytesPerSecond: number): string {
  if (totals.pictures === 0) return '';
  const size = bytes(totals.bytes);
  if (bytesPerSecond <= 0) return size;
  return `${size} · about ${duration(totals.bytes / bytesPerSecond)} at ${rate(bytesPerSecond)}`;
}

/** A text file or an empty one is listed with its reason, not laid out among the pictures. */
export function hasTile(file: JobFile): boolean {
  if (file.transfer.kind !== 'left-out') return true;
  const { reason } = file.transfer;
  return file.thumbnail !== '' && reason !== 'not-a-picture' && reason !== 'empty';
}
