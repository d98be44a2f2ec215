import type { PreflightFinding, PreflightSettings } from '../../../../preload/contract/index.ts';
import { impureSentence, percentWords } from '../white-words.ts';
import { touching } from './habits.ts';
import { finding, marginsOf, type JobHabits, type Margins, type Subject } from './subject.ts';

const sides = ['left', 'top', 'right', 'bottom'] as const;

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

/** "left 4.2 %, top 10.0 %, …" */
function marginWords(margins: Margins): string {
  return sides.map((side) => `${side} ${percent(margins[side])}`).join(', ');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

export function checkMargins(
  subject: Subject,
  rule: PreflightSettings['margins'],
  habits: JobHabits,
): PreflightFinding {
  const margins = marginsOf(subject.result.reading, subject.result.measures);
  if (margins === null)
    return finding('margins', 'not-checked', 'Product and background cannot be told apart in this picture.');
  const { expected } = rule;
  if (expected.kind === 'exact') {
    const narrow = sides.filter((side) => margins[side] < expected.least - 0.05);
    if (narrow.length > 0)
      return finding(
        'margins',
        'failed',
        `Too little room: ${listed(narrow.map((side) => `${side} ${percent(margins[side])}`))}; you expect at least ${percent(expected.least)}.`,
      );
    const least = Math.min(...sides.map((side) => margins[side]));
    if (least > expected.most + 0.05)
      return finding(
        'margins',
        'failed',
        `Too much room: ${percent(least)} on the narrowest side; you expect at most ${percent(expected.most)}.`,
      );
    return finding('margins', 'passed', `Room around the product: ${marginWords(margins)}.`);
  }
  const touched = sides.filter((side) => margins[side] <= touching);
  if (touched.length === 0)
    return finding('margins', 'passed', `Room around the product: ${marginWords(margins)}.`);
  const words = `The product touches the ${listed(touched)} ${touched.length === 1 ? 'edge' : 'edges'}`;
  return habits.keepsAway === true
    ? finding('margins', 'failed', `${words}; most results of this job keep away from every edge.`)
    : finding('margins', 'not-checked', `${words}; nothing in this job says that it should not.`);
}

export function checkAlpha(
  subject: Subject,
  rule: PreflightSettings['alpha'],
  habits: JobHabits,
): PreflightFinding {
  const { measures, reading } = subject.result;
  if (measures === null)
    return finding('alpha', 'not-checked', `A ${reading.format} cannot be looked into for transparency.`);
  const transparent = measures.background === 'transparent';
  const words = transparent
    ? 'Transparent around the product'
    : reading.hasAlpha
      ? 'It has transparency, but nothing in it is see-through'
      : 'Without transparency';
  const { expected } = rule;
  const wanted = expected.kind === 'derived' ? habits.transparent : expected.kind === 'with';
  if (wanted === null) return finding('alpha', 'not-checked', `${words}; nothing says how it should be.`);
  if (transparent === wanted) return finding('alpha', 'passed', `${words}.`);
  const source = expected.kind === 'derived' ? 'most results of this job are' : 'you expect it';
  return finding('alpha', 'failed', `${words}; ${source} ${wanted ? 'transparent' : 'opaque'}.`);
}

export function checkPureWhite(subject: Subject, rule: PreflightSettings['pureWhite']): PreflightFinding {
  const { measures, reading } = subject.result;
  if (measures === null)
    return finding(
      'pure-white',
      'not-checked',
      `The pixels of a ${reading.format} cannot be looked at here.`,
    );
  const { white } = measures;
  if (white === null) {
    if (rule.expected.kind === 'derived' || measures.background === 'transparent')
      return finding(
        'pure-white',
        'not-checked',
        measures.background === 'transparent' ? 'Transparent: no white to check.' : 'No white background.',
      );
    return finding('pure-white', 'failed', 'The background is not white; you expect pure white.');
  }
  if (white.impure === 0) return finding('pure-white', 'passed', impureSentence(white));
  const share = (white.impure / Math.max(1, white.pixels)) * 100;
  return share <= rule.tolerated
    ? finding(
        'pure-white',
        'passed',
        `${percentWords(white.impure, white.pixels)} of the background is not pure white; up to ${String(rule.tolerated)} % is allowed.`,
      )
    : finding('pure-white', 'failed', impureSentence(white));
}
