/**
 * When what has the focus goes away under the person's hands (a button that has done its work), the part it was in takes
 * the focus: the next press of Tab goes on from there, and a reader says what stands there now. The part needs a tabindex.
 */
export function keepFocus(part: HTMLElement): () => void {
  let last: Element | null = null;
  const remember = (event: FocusEvent): void => {
    last = event.target instanceof Element ? event.target : null;
  };
  const changed = new MutationObserver(() => {
    if (last === null || last.isConnected) return;
    last = null;
    if (document.activeElement === document.body) part.focus({ preventScroll: true });
  });
  part.addEventListener('focusin', remember);
  changed.observe(part, { childList: true, subtree: true });
  return () => {
    part.removeEventListener('focusin', remember);
    changed.disconnect();
  };
}
