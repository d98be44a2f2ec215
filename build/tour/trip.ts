import type { App } from '../../test/e2e/driver/app.ts';
import type { Route } from '../../src/preload/contract/index.ts';
import type { Guide } from './guide.ts';
import type { Shoot } from './shoot.ts';
import type { StudioDesk } from './studio-desk.ts';

/** A place on a picture: fractions 0..1 from its top left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What was decided about one picture, by the tour's own hands. */
export interface Verdict {
  readonly decision: 'accepted' | 'rejected';
  readonly reasons: readonly { readonly reason: string; readonly pin: Place }[];
}

/** One of the tour's jobs, from the folder to the saved results. */
export interface TourJob {
  readonly name: string;
  readonly description: string;
  readonly route: Route;
  readonly shoot: Shoot;
  /** Ask for the offer with a click of its own instead of the switch on the sheet. */
  readonly askByHand: boolean;
  /** The number at the service, as read from the screen. */
  id: number | null;
  /** By the name at the service. */
  readonly verdicts: Map<string, Verdict>;
  /** Where the results were saved. */
  readonly folder: string;
}

/** Everything the steps work with. */
export interface Trip {
  readonly app: App;
  readonly guide: Guide;
  /** Opened as soon as the practice studio runs. */
  readonly desk: () => StudioDesk;
  /** Temporary; removed at the end. */
  readonly ground: string;
}

/** The number of a job that has one. @throws Error before it was read from the screen */
export function numberOf(job: TourJob): number {
  if (job.id === null) throw new Error(`The number of “${job.name}” was not on the screen.`);
  return job.id;
}

/** @throws Error with the sentence when it does not hold */
export function confirm(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

/** Milliseconds for what takes the practice studio a while: production, cutting out. */
export const PATIENCE = 60_000;
