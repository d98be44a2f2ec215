/** Space and Enter press the control the keyboard is on; anywhere else, and Enter while a pin is aimed, they are the room's. */
export function keepsKey(event: KeyboardEvent, isAiming: boolean): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement) || !['Enter', ' '].includes(event.key)) return false;
  if (event.key === 'Enter' && isAiming) return false;
  return target.matches('button:focus-visible, a:focus-visible, [role="slider"]:focus-visible');
}
