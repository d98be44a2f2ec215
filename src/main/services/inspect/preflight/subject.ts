import type {
  PreflightFinding,
  PreflightCheck,
  PreflightOutcome,
} from '../../../../preload/contract/index.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import type { PictureMeasures, PictureReading } from '../../../ports/inspector.ts';

/** One result beside its original, as far as both were looked into. */
export interface Subject {
  /** File name of the result. */
  readonly name: string;
  /** File name of the original; null for an extra result. */
  readonly originalName: string | null;
  readonly result: InspectionRecord & { readonly reading: PictureReading };
  /** Null when there is none, or it could not be read. */
  readonly original: PictureReading | null;
}

/** What most of the job's results have in common; null where they have nothing in common. */
export interface JobHabits {
  readonly size: string | null;
  readonly ratio: number | null;
  readonly profile: string | null;
  readonly bits: number | null;
  readonly dpi: number | null;
  readonly transparent: boolean | null;
  readonly clippingPath: boolean | null;
  /** Most results keep the product away from every edge. */
  readonly keepsAway: boolean | null;
}

export function finding(
  check: PreflightCheck,
  outcome: PreflightOutcome,
  sentence: string,
): PreflightFinding {
  return { check, outcome, sentence };
}

const numbers = new Intl.NumberFormat('en');

export function sizeWords(width: number, height: number): string {
  return `${numbers.format(width)} × ${numbers.format(height)}`;
}

export function profileWords(profile: string): string {
  return profile === '' ? 'no profile' : `“${profile}”`;
}

export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Room around the product in percent of the picture's longer side; null when the product was not found. */
export function marginsOf(reading: PictureReading, measures: PictureMeasures | null): Margins | null {
  const box = measures?.product;
  if (box === null || box === undefined) return null;
  const longer = Math.max(reading.width, reading.height);
  const across = (part: number): number => (part * reading.width * 100) / longer;
  const down = (part: number): number => (part * reading.height * 100) / longer;
  return {
    left: across(box.left),
    top: down(box.top),
    right: across(1 - box.right),
    bottom: down(1 - box.bottom),
  };
}
