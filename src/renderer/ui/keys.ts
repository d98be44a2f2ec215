/** A shortcut as it is written on a key cap. */
export function keyText(keys: string, platform: string): string {
  const mac = platform.startsWith('Mac');
  return keys
    .split(' ')
    .map((key) => {
      if (key === 'Ctrl') return mac ? '⌘' : 'Ctrl';
      if (key === 'Enter') return '↵';
      if (key === 'Del') return '⌫';
      return key;
    })
    .join(' ');
}

/** Ctrl, or ⌘ on macOS. */
export function commandHeld(event: KeyboardEvent | MouseEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

/** True while a person is typing: single-letter shortcuts must not fire then. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'range', 'color'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
