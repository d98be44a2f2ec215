import { navigation } from '../../state.ts';
import { commandHeld, isTyping } from '../../ui/keys.ts';

/** Keys that work on every screen but the review room, which has its own. */
export function globalKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented || navigation.sheet !== null || navigation.question !== null) return;
  if (navigation.screen.kind === 'review') return;
  if (commandHeld(event)) {
    if (event.key !== ',') return;
    navigation.go({ kind: 'settings' });
    event.preventDefault();
    return;
  }
  if (event.altKey || isTyping(event)) return;
  if (event.key === '?') navigation.open({ kind: 'keys' });
  else if (event.key === '/') findJob();
  else if (event.key.toLowerCase() === 'n') navigation.open({ kind: 'start' });
  else if (event.key === 'Escape') navigation.back();
  else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && navigation.screen.kind === 'jobs') {
    document.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
  } else return;
  event.preventDefault();
}

function findJob(): void {
  if (navigation.screen.kind !== 'jobs') navigation.go({ kind: 'jobs', filter: 'all' });
  // The board may just be coming onto the screen.
  requestAnimationFrame(() => document.getElementById('job-search')?.focus());
}
