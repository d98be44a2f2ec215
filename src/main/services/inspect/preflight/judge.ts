import type {
  PreflightCheck,
  PreflightFinding,
  PreflightSettings,
  PreflightState,
} from '../../../../preload/contract/index.ts';
import {
  checkBitDepth,
  checkClippingPath,
  checkDpi,
  checkName,
  checkProfile,
  checkRatio,
  checkSize,
  checkUnchanged,
} from './file-checks.ts';
import { checkAlpha, checkMargins, checkPureWhite } from './pixel-checks.ts';
import type { JobHabits, Subject } from './subject.ts';

/** The most serious first: what makes the rest pointless, then what shows, then what is only written in the file. */
export const seriousness: readonly PreflightCheck[] = [
  'unchanged',
  'size',
  'ratio',
  'margins',
  'alpha',
  'pure-white',
  'clipping-path',
  'name',
  'profile',
  'bit-depth',
  'dpi',
];

const ranks: Readonly<Record<PreflightFinding['outcome'], number>> = {
  failed: 0,
  passed: 1,
  'not-checked': 2,
};

/** Everything that is switched on, failed checks first, the most serious of them first. */
export function judge(
  subject: Subject,
  settings: PreflightSettings,
  habits: JobHabits,
): readonly PreflightFinding[] {
  const { size, ratio, margins, profile, bitDepth, dpi, alpha, clippingPath, pureWhite } = settings;
  const findings = [
    ...(settings.unchanged.on ? [checkUnchanged(subject)] : []),
    ...(size.on ? [checkSize(subject, size, habits)] : []),
    ...(ratio.on ? [checkRatio(subject, ratio, habits)] : []),
    ...(margins.on ? [checkMargins(subject, margins, habits)] : []),
    ...(alpha.on ? [checkAlpha(subject, alpha, habits)] : []),
    ...(pureWhite.on ? [checkPureWhite(subject, pureWhite)] : []),
    ...(clippingPath.on ? [checkClippingPath(subject, clippingPath, habits)] : []),
    ...(settings.name.on ? [checkName(subject)] : []),
    ...(profile.on ? [checkProfile(subject, profile, habits)] : []),
    ...(bitDepth.on ? [checkBitDepth(subject, bitDepth, habits)] : []),
    ...(dpi.on ? [checkDpi(subject, dpi, habits)] : []),
  ];
  return findings
    .map((finding) => ({ finding, order: seriousness.indexOf(finding.check) }))
    .sort(
      (left, right) => ranks[left.finding.outcome] - ranks[right.finding.outcome] || left.order - right.order,
    )
    .map(({ finding }) => finding);
}

/** One failed check fails the picture; one that passed is enough to call it checked. */
export function stateOf(findings: readonly PreflightFinding[]): PreflightState {
  if (findings.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return findings.some(({ outcome }) => outcome === 'passed') ? 'passed' : 'not-checked';
}
