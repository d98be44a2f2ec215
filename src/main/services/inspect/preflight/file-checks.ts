import type { PreflightFinding, PreflightSettings } from '../../../../preload/contract/index.ts';
import { finding, profileWords, sizeWords, type JobHabits, type Subject } from './subject.ts';

const fromJob = 'most results of this job have';
const fromOriginal = 'the original has';
const fromYou = 'you expect';
const nothingToCompare = 'This job has too little in common, and the original is not here to compare.';

interface Expectation<T> {
  readonly value: T;
  readonly source: string;
}

/** Where the expected value comes from: what the person typed, the job's habit, else the original. */
function expectation<T>(
  kind: 'derived' | 'original',
  habit: T | null,
  original: T | null,
): Expectation<T> | null {
  if (kind === 'derived' && habit !== null) return { value: habit, source: fromJob };
  return original === null ? null : { value: original, source: fromOriginal };
}

export function checkSize(
  subject: Subject,
  rule: PreflightSettings['size'],
  habits: JobHabits,
): PreflightFinding {
  const { width, height } = subject.result.reading;
  const { expected } = rule;
  const wanted =
    expected.kind === 'exact'
      ? { value: `${String(expected.width)} ${String(expected.height)}`, source: fromYou }
      : expectation(
          expected.kind,
          habits.size,
          subject.original === null
            ? null
            : `${String(subject.original.width)} ${String(subject.original.height)}`,
        );
  if (wanted === null) return finding('size', 'not-checked', nothingToCompare);
  const [wide = 0, high = 0] = wanted.value.split(' ').map(Number);
  return width === wide && height === high
    ? finding('size', 'passed', `${sizeWords(width, height)} pixels.`)
    : finding(
        'size',
        'failed',
        `${sizeWords(width, height)} pixels; ${wanted.source} ${sizeWords(wide, high)}.`,
      );
}

/** Half a percent: what rounding to whole pixels explains. */
const ratioTolerance = 0.006;

function ratioWords(ratio: number): string {
  for (let below = 1; below <= 20; below++) {
    const above = Math.round(ratio * below);
    if (above > 0 && Math.abs(above / below / ratio - 1) < 0.003) return `${String(above)}:${String(below)}`;
  }
  return `${ratio.toFixed(2)}:1`;
}

export function checkRatio(
  subject: Subject,
  rule: PreflightSettings['ratio'],
  habits: JobHabits,
): PreflightFinding {
  const { width, height } = subject.result.reading;
  const ratio = width / height;
  const { expected } = rule;
  const wanted =
    expected.kind === 'exact'
      ? { value: expected.width / expected.height, source: fromYou }
      : expectation(
          expected.kind,
          habits.ratio,
          subject.original === null ? null : subject.original.width / subject.original.height,
        );
  if (wanted === null) return finding('ratio', 'not-checked', nothingToCompare);
  return Math.abs(ratio / wanted.value - 1) <= ratioTolerance
    ? finding('ratio', 'passed', `${ratioWords(ratio)}.`)
    : finding('ratio', 'failed', `${ratioWords(ratio)}; ${wanted.source} ${ratioWords(wanted.value)}.`);
}

export function checkProfile(
  subject: Subject,
  rule: PreflightSettings['profile'],
  habits: JobHabits,
): PreflightFinding {
  const { profile } = subject.result.reading;
  const { expected } = rule;
  if (expected.kind === 'exact') {
    const fits =
      expected.name === ''
        ? profile === ''
        : profile.toLowerCase().includes(expected.name.trim().toLowerCase());
    return fits
      ? finding('profile', 'passed', `Profile: ${profileWords(profile)}.`)
      : finding(
          'profile',
          'failed',
          `Profile: ${profileWords(profile)}; you expect ${profileWords(expected.name)}.`,
        );
  }
  const wanted = expectation(expected.kind, habits.profile, subject.original?.profile ?? null);
  if (wanted === null) return finding('profile', 'not-checked', nothingToCompare);
  return profile === wanted.value
    ? finding('profile', 'passed', `Profile: ${profileWords(profile)}.`)
    : finding(
        'profile',
        'failed',
        `Profile: ${profileWords(profile)}; ${wanted.source} ${profileWords(wanted.value)}.`,
      );
}

export function checkBitDepth(
  subject: Subject,
  rule: PreflightSettings['bitDepth'],
  habits: JobHabits,
): PreflightFinding {
  const { bitsPerChannel } = subject.result.reading;
  const { expected } = rule;
  const wanted =
    expected.kind === 'exact'
      ? { value: expected.bits, source: fromYou }
      : expectation(expected.kind, habits.bits, subject.original?.bitsPerChannel ?? null);
  if (wanted === null) return finding('bit-depth', 'not-checked', nothingToCompare);
  return bitsPerChannel === wanted.value
    ? finding('bit-depth', 'passed', `${String(bitsPerChannel)} bits per channel.`)
    : finding(
        'bit-depth',
        'failed',
        `${String(bitsPerChannel)} bits per channel; ${wanted.source} ${String(wanted.value)}.`,
      );
}

export function checkDpi(
  subject: Subject,
  rule: PreflightSettings['dpi'],
  habits: JobHabits,
): PreflightFinding {
  const { dpi } = subject.result.reading;
  const { expected } = rule;
  const wanted =
    expected.kind === 'exact'
      ? { value: expected.dpi, source: fromYou }
      : expectation(expected.kind, habits.dpi, subject.original?.dpi ?? null);
  if (wanted === null)
    return finding('dpi', 'not-checked', 'Neither this job’s results nor the original say a resolution.');
  const words = dpi === null ? 'The file says no resolution' : `${String(Math.round(dpi))} dpi`;
  // PNG counts in pixels per metre: 300 dpi is written as 299.999.
  return dpi !== null && Math.abs(dpi - wanted.value) < 0.6
    ? finding('dpi', 'passed', `${words}.`)
    : finding('dpi', 'failed', `${words}; ${wanted.source} ${String(Math.round(wanted.value))} dpi.`);
}

export function checkClippingPath(
  subject: Subject,
  rule: PreflightSettings['clippingPath'],
  habits: JobHabits,
): PreflightFinding {
  const { paths } = subject.result;
  const clipping = paths.find((path) => path.isClippingPath);
  const { expected } = rule;
  const there = clipping === undefined ? 'No clipping path' : `Clipping path “${clipping.name}”`;
  if (expected.kind === 'with') {
    const named = expected.name.trim();
    const fits =
      named === ''
        ? clipping !== undefined
        : paths.some((path) => path.name.toLowerCase() === named.toLowerCase());
    return fits
      ? finding('clipping-path', 'passed', `${there}.`)
      : finding(
          'clipping-path',
          'failed',
          named === '' ? 'No clipping path in the file; you expect one.' : `${there}; you expect “${named}”.`,
        );
  }
  if (habits.clippingPath === true && clipping === undefined)
    return finding('clipping-path', 'failed', `No clipping path in the file; ${fromJob} one.`);
  return clipping === undefined
    ? finding('clipping-path', 'not-checked', 'No clipping path, and none is expected.')
    : finding('clipping-path', 'passed', `${there}.`);
}

/** The name without its ending and without what tells versions apart: "-v2", "_2", "(1)", " copy". */
function stem(name: string): string {
  return name
    .replace(/\.[^.]+$/, '')
    .replace(/([-_ ]?(v\d+|\(\d+\)|copy|cut|clipped|result|redo))+$/i, '')
    .toLowerCase();
}

export function checkName(subject: Subject): PreflightFinding {
  const { name, originalName } = subject;
  if (originalName === null)
    return finding(
      'name',
      'not-checked',
      'An additional result: there is no original to compare its name with.',
    );
  if (stem(name) === stem(originalName))
    return finding('name', 'passed', `“${name}” belongs to “${originalName}”.`);
  return stem(name).startsWith(stem(originalName))
    ? finding('name', 'passed', `“${name}” begins like “${originalName}”.`)
    : finding('name', 'failed', `“${name}” does not match the original’s name “${originalName}”.`);
}

export function checkUnchanged(subject: Subject): PreflightFinding {
  switch (subject.result.likeOriginal) {
    case 'same-file':
      return finding('unchanged', 'failed', 'The original came back: byte for byte the same file.');
    case 'same-picture':
      return finding(
        'unchanged',
        'failed',
        'The original came back: saved again, but nothing in it was changed.',
      );
    case 'different':
      return finding('unchanged', 'passed', 'It was changed.');
    case null:
      return finding('unchanged', 'not-checked', 'There is no original here to compare it with.');
  }
}
