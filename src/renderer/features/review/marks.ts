import type { Pin, RejectReason, Verdict } from '../../../preload/contract/index.ts';

/** One reason given on the picture, with or without a place. */
export interface Mark {
  readonly id: number;
  readonly reason: string;
  readonly pin: Pin | null;
}

/** What is being prepared for one picture and not decided yet. */
export interface Draft {
  readonly marks: readonly Mark[];
  readonly remark: string;
}

export const EMPTY_DRAFT: Draft = { marks: [], remark: '' };

/** The marks a decision was taken with. Ids count up from 1. */
export function draftOf(verdict: Verdict): Draft {
  if (verdict.kind === 'accept') return EMPTY_DRAFT;
  let id = 0;
  const marks = verdict.reasons.flatMap(({ reason, pins }): Mark[] =>
    pins.length === 0 ? [{ id: ++id, reason, pin: null }] : pins.map((pin) => ({ id: ++id, reason, pin })),
  );
  return { marks, remark: verdict.remark };
}

/** Groups by reason, in the order in which the reasons were first given. */
export function reasonsOf(marks: readonly Mark[]): readonly RejectReason[] {
  const grouped = new Map<string, Pin[]>();
  for (const { reason, pin } of marks) {
    const pins = grouped.get(reason) ?? [];
    if (pin !== null) pins.push(pin);
    grouped.set(reason, pins);
  }
  return [...grouped].map(([reason, pins]) => ({ reason, pins }));
}

/** The verdict these marks and this remark make; null while there is neither. */
export function rejectionOf({ marks, remark }: Draft): Verdict | null {
  const words = remark.trim();
  if (marks.length === 0 && words === '') return null;
  return { kind: 'reject', reasons: reasonsOf(marks), remark: words };
}

export function nextId(marks: readonly Mark[]): number {
  return marks.reduce((highest, mark) => Math.max(highest, mark.id), 0) + 1;
}

/** A reason without a place stands once; with a place as often as it is set. */
export function withMark(marks: readonly Mark[], reason: string, pin: Pin | null): readonly Mark[] {
  if (pin === null && marks.some((mark) => mark.reason === reason)) return marks;
  // A pin says more than the bare reason it replaces.
  const kept = pin === null ? marks : marks.filter((mark) => mark.reason !== reason || mark.pin !== null);
  return [...kept, { id: nextId(marks), reason, pin }];
}

/** Numbers of the pins as they are drawn, 1 upwards, by mark id. Marks without a place have none. */
export function numbersOf(marks: readonly Mark[]): ReadonlyMap<number, number> {
  return new Map(marks.filter((mark) => mark.pin !== null).map((mark, index) => [mark.id, index + 1]));
}

function amount(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** "2 pins" while every mark has its place, else the number of different reasons: "1 reason"; empty without marks. */
export function sumOf(marks: readonly Mark[]): string {
  if (marks.length === 0) return '';
  if (marks.every((mark) => mark.pin !== null)) return amount(marks.length, 'pin');
  return amount(new Set(marks.map((mark) => mark.reason)).size, 'reason');
}
