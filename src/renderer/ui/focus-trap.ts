const STOPS =
  'a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex]:not([tabindex="-1"])';

function stopsIn(container: HTMLElement): readonly HTMLElement[] {
  return [...container.querySelectorAll<HTMLElement>(STOPS)].filter(
    (stop) => stop.offsetParent !== null && stop.tabIndex >= 0,
  );
}

/**
 * Keeps the focus inside a sheet while it is open and gives it back afterwards.
 * The first focus goes to `[data-focus-first]`, else to the first stop, else to the container.
 */
export function focusTrap(container: HTMLElement): () => void {
  const before = document.activeElement;
  const first =
    container.querySelector<HTMLElement>('[data-focus-first]') ?? stopsIn(container)[0] ?? container;
  first.focus();
  if (first instanceof HTMLInputElement) first.select();

  function turn(event: KeyboardEvent): void {
    if (event.key !== 'Tab') return;
    const stops = stopsIn(container);
    const last = stops.at(-1);
    const head = stops[0];
    if (head === undefined || last === undefined) {
      event.preventDefault();
      return;
    }
    const here = document.activeElement;
    const outside = !(here instanceof Node) || !container.contains(here);
    if (event.shiftKey && (here === head || here === container || outside)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && (here === last || outside)) {
      event.preventDefault();
      head.focus();
    }
  }
  container.addEventListener('keydown', turn);
  return () => {
    container.removeEventListener('keydown', turn);
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
