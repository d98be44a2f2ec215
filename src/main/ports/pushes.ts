import type { PushEvents } from '../../preload/contract/index.ts';

/** Tells every open window; snapshots only, so a lost or repeated one does no harm. */
export interface Pushes {
  send<Name extends keyof PushEvents>(event: Name, value: PushEvents[Name]): void;
}
