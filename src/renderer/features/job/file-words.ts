import type { FetchingResult, JobFile } from '../../../preload/contract/index.ts';
import type { IconName } from '../../ui/icons.ts';
import { bytes, duration, exactTime } from '../../ui/format.ts';

/** What the column "On its way" shows of a file. */
export interface WayWords {
  readonly icon: IconName | null;
  readonly tone: 'ok' | 'warn' | 'bad' | 'mut' | 'sec';
  readonly text: string;
  /** 0 to 1 while it moves, null otherwise. */
  readonly fraction: number | null;
  /** The rest of the story, for those who look closer. */
  readonly more: string;
}

function quiet(icon: IconName | null, tone: WayWords['tone'], text: string, more = ''): WayWords {
  return { icon, tone, text, fraction: null, more };
}

/** `3.1 MB, 4 s`; the same words for both directions. */
function movedWords(moved: number, size: number | null, bytesPerSecond: number): string {
  const left = size === null ? 0 : Math.max(0, size - moved);
  return left > 0 && bytesPerSecond > 0
    ? `${bytes(moved)}, ${duration(left / bytesPerSecond)}`
    : bytes(moved);
}

function fetchingWords({ bytes: here, size, bytesPerSecond }: FetchingResult): WayWords {
  return {
    icon: 'down',
    tone: 'sec',
    text: movedWords(here, size, bytesPerSecond),
    fraction: size === null || size === 0 ? null : here / size,
    more: 'The result is being saved.',
  };
}

/** @param isPaused the person paused the job or everything: what waits says so. */
export function wayWords(file: JobFile, isPaused = false): WayWords {
  if (file.fetching !== null) return fetchingWords(file.fetching);
  if (file.download !== null) {
    if (file.decision === 'rejected') return quiet('redo', 'warn', 'Rejected, saved', file.download.path);
    const words = file.decision === 'accepted' ? 'Accepted, saved' : 'Saved';
    return quiet('down', 'ok', words, file.download.path);
  }
  if (file.decision === 'accepted') return quiet('check', 'ok', 'Accepted');
  if (file.decision === 'rejected') return quiet('redo', 'warn', 'Rejected, sent back');
  if (file.returned) return quiet('eye', 'sec', 'Back, to review');
  const transfer = file.transfer;
  switch (transfer.kind) {
    case 'draft':
      return quiet(null, 'mut', 'Not sent');
    case 'left-out':
      return quiet('cross', 'mut', `Left out. ${transfer.sentence}`, transfer.sentence);
    case 'waiting': {
      const text = isPaused ? 'Paused by you' : transfer.sentence;
      return { icon: null, tone: 'mut', text, fraction: 0, more: text };
    }
    case 'sending': {
      return {
        icon: null,
        tone: 'sec',
        text: movedWords(transfer.sentBytes, file.size, transfer.bytesPerSecond),
        fraction: file.size > 0 ? transfer.sentBytes / file.size : 0,
        more: '',
      };
    }
    case 'sent':
      return quiet('clock', 'sec', 'Sent, not proven yet', 'The server’s own list is asked next.');
    case 'proven':
      return quiet(
        'shield',
        'ok',
        `Proven ${exactTime(transfer.at)}`,
        'Name and size match the server’s own list.',
      );
    case 'failed':
      return quiet(
        'problem',
        'bad',
        transfer.error.message,
        [
          transfer.error.message,
          transfer.error.details === undefined ? '' : `The server said: “${transfer.error.details}”`,
        ]
          .join('\n')
          .trim(),
      );
    case 'at-server':
      return quiet(
        'shield',
        'mut',
        'At the server',
        'Known from the server’s list; not sent from this computer.',
      );
  }
}

/** "2 on the way, 48 proven" */
export function filesWords(files: readonly JobFile[]): string {
  let moving = 0;
  let proven = 0;
  let failed = 0;
  let leftOut = 0;
  for (const file of files) {
    const kind = file.transfer.kind;
    if (kind === 'waiting' || kind === 'sending' || kind === 'sent') moving += 1;
    else if (kind === 'proven') proven += 1;
    else if (kind === 'failed') failed += 1;
    else if (kind === 'left-out') leftOut += 1;
  }
  return [
    failed > 0 ? `${failed} could not go` : '',
    moving > 0 ? `${moving} on the way` : '',
    proven > 0 ? `${proven} proven` : '',
    leftOut > 0 ? `${leftOut} left out` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
