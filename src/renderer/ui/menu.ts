import type { IconName } from './icons.ts';

/** One entry of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly keys?: string;
  /** Why it cannot be chosen now; it stays visible and says so. */
  readonly reason?: string;
  /** Tinted: something is lost. */
  readonly grave?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}
