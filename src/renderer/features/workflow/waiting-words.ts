import type { RejectedEntry, RejectionState, WaitingItem } from '../../../preload/contract/index.ts';
import { clockTime, moment } from '../../ui/format.ts';
import type { IconName } from '../../ui/icons.ts';

type Tone = '' | 'ok' | 'warn' | 'bad';

/** How a rejection stands: a glyph, a word, and what there is to say about it. */
export interface Standing {
  readonly icon: IconName;
  readonly word: string;
  readonly tone: Tone;
  readonly sentence: string;
}

export function standingOf(state: RejectionState): Standing {
  switch (state.kind) {
    case 'kept':
      return { icon: 'clock', word: 'Rejected, waits', tone: '', sentence: '' };
    case 'sending':
      return { icon: 'up', word: 'On its way', tone: '', sentence: '' };
    case 'sent':
      return { icon: 'check', word: `Rejected ${clockTime(state.at)}`, tone: 'ok', sentence: state.note };
    case 'passed':
      return { icon: 'info', word: 'Not sent', tone: '', sentence: state.sentence };
    case 'held':
      return { icon: 'pause', word: 'Held', tone: 'warn', sentence: state.sentence };
    case 'failed':
      return {
        icon: 'problem',
        word: 'Not rejected',
        tone: 'bad',
        sentence: [state.error.message, state.error.details ?? ''].filter((part) => part !== '').join(' '),
      };
  }
}

/** Nothing left that could be taken back or sent. */
export function isThrough({ state }: RejectedEntry): boolean {
  return state.kind === 'sent' || state.kind === 'passed';
}

/** "1 Dec, 09:00", in the time of this computer; empty when it goes out as soon as it is approved. */
export function scheduledWords(item: Pick<WaitingItem, 'scheduledDate'>, now: number): string {
  if (item.scheduledDate === null) return '';
  const at = Date.parse(item.scheduledDate);
  const day = moment(at, now);
  return day.includes(':') ? day : `${day}, ${clockTime(at)}`;
}

export function editedWords(item: Pick<WaitingItem, 'lastEditedAt'>, now: number): string {
  return item.lastEditedAt === null ? '' : moment(item.lastEditedAt, now);
}

export function itemIcon(item: Pick<WaitingItem, 'isPicture' | 'pagePath'>): IconName {
  if (item.isPicture) return 'picture';
  return item.pagePath === null ? 'side-by-side' : 'file';
}

/** Names the effect: "Reject Home", "Reject 3 items". */
export function rejectLabel(targets: readonly Pick<WaitingItem, 'label'>[]): string {
  const [first] = targets;
  if (first === undefined) return 'Reject';
  return targets.length === 1 ? `Reject ${first.label}` : `Reject ${String(targets.length)} items`;
}
