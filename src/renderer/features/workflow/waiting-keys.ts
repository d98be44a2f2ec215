import { commandHeld } from '../../ui/keys.ts';

/** What a key does here; the same keys as in the review room where they mean the same. */
export type WaitingCommand =
  | { readonly kind: 'step'; readonly by: number; readonly select: boolean }
  | { readonly kind: 'reason'; readonly index: number }
  | { readonly kind: 'reject' | 'own-words' | 'toggle' | 'select-all' | 'undo' | 'open-page' | 'look' };

export const WAITING_LINES: readonly { readonly caps: readonly string[]; readonly words: string }[] = [
  { caps: ['↑', '↓'], words: 'Item before, item after' },
  { caps: ['1', '9'], words: 'Reasons the site keeps ready' },
  { caps: ['T'], words: 'Words of your own' },
  { caps: ['R'], words: 'Reject what is chosen, and go on' },
  { caps: ['I'], words: 'Add this one, take it out' },
  { caps: ['Ctrl A'], words: 'Everything that waits' },
  { caps: ['U'], words: 'Take the last step back, until it is sent' },
  { caps: ['Enter'], words: 'Open the page in the browser' },
  { caps: ['L'], words: 'Look again' },
];

/** The command of a key press; null when it is none. */
export function waitingCommand(event: KeyboardEvent): WaitingCommand | null {
  if (event.altKey) return null;
  const key = event.key.toLowerCase();
  if (commandHeld(event)) {
    if (key === 'a') return { kind: 'select-all' };
    return key === 'z' ? { kind: 'undo' } : null;
  }
  switch (key) {
    case 'arrowdown':
      return { kind: 'step', by: 1, select: event.shiftKey };
    case 'arrowup':
      return { kind: 'step', by: -1, select: event.shiftKey };
    case 'home':
      return { kind: 'step', by: -Infinity, select: event.shiftKey };
    case 'end':
      return { kind: 'step', by: Infinity, select: event.shiftKey };
    case 'r':
      return { kind: 'reject' };
    case 't':
      return { kind: 'own-words' };
    case 'i':
      return { kind: 'toggle' };
    case 'u':
      return { kind: 'undo' };
    case 'l':
      return { kind: 'look' };
    case 'enter':
      return { kind: 'open-page' };
    default:
      return /^[1-9]$/.test(key) ? { kind: 'reason', index: Number(key) - 1 } : null;
  }
}
