/** A screen that has just come takes the focus, unless something in it or elsewhere has it: keys and readers start there. */
export function takeFocus(screen: HTMLElement): void {
  queueMicrotask(() => {
    if (document.activeElement === document.body) screen.focus({ preventScroll: true });
  });
}
