import type {
  Changes,
  Choice,
  EarlierVersion,
  Pin,
  RejectReason,
  ReviewImage,
  ReviewPair,
} from '../../../preload/contract/index.ts';
import { draftOf } from './marks.ts';

/** One thing that was asked for last time, and the place where it can be seen whether it was done. */
export interface FixTile {
  readonly key: string;
  /** Counts the tiles from 1. */
  readonly number: number;
  readonly pair: ReviewPair;
  readonly reason: string;
  readonly remark: string;
  /** Fractions of the earlier result; null when the whole picture was meant. */
  readonly pin: Pin | null;
  /** Which of the pins asked about together this is; -1 without a place. */
  readonly pinIndex: number;
  readonly before: ReviewImage;
  readonly beforeVersion: number;
  readonly after: ReviewImage;
}

export type FixAnswer = 'fixed' | 'not-fixed';

/** The last version that was sent back, with what was said of it. */
export function askedLast(
  versions: readonly EarlierVersion[],
): (EarlierVersion & { readonly verdict: { readonly kind: 'reject' } }) | null {
  for (const version of versions) {
    const { verdict } = version;
    if (verdict?.kind === 'reject') return { ...version, verdict };
  }
  return null;
}

/** A tile for each pin and each reason without a place, in the order of the pictures. */
export function tilesOf(
  asked: readonly { readonly pair: ReviewPair; readonly versions: readonly EarlierVersion[] }[],
): readonly FixTile[] {
  const tiles: FixTile[] = [];
  for (const { pair, versions } of asked) {
    const last = askedLast(versions);
    const before = last?.images[0];
    const after = pair.results[0];
    if (last === null || before === undefined || after === undefined || pair.blocked !== '') continue;
    const { marks, remark } = draftOf(last.verdict);
    const wishes = marks.length === 0 ? [{ id: 0, reason: remark, pin: null }] : marks;
    let pins = 0;
    for (const { id, reason, pin } of wishes) {
      tiles.push({
        key: `${pair.fileId} ${pair.versionMark} ${id}`,
        number: tiles.length + 1,
        pair,
        reason,
        remark: marks.length === 0 ? '' : remark,
        pin,
        pinIndex: pin === null ? -1 : pins++,
        before,
        beforeVersion: last.version,
        after,
      });
    }
  }
  return tiles;
}

/** What a comparison says of one tile. */
export interface TileFinding {
  readonly glyph: 'check' | 'problem' | 'swap' | 'info' | null;
  readonly sentence: string;
  readonly kind: 'changed' | 'no-visible-change' | 'same-file' | 'unknown' | 'waiting';
}

export function findingOf(tile: FixTile, changes: Changes | 'failed' | null): TileFinding {
  if (changes === null) return { glyph: null, sentence: 'Comparing …', kind: 'waiting' };
  if (changes === 'failed')
    return { glyph: 'info', sentence: 'The two could not be compared', kind: 'unknown' };
  if (changes.sameFile)
    return { glyph: 'swap', sentence: 'The same file came back, byte for byte', kind: 'same-file' };
  const answer = changes.pins[tile.pinIndex];
  if (answer === undefined) return { glyph: null, sentence: 'Asked for the whole picture', kind: 'unknown' };
  switch (answer.kind) {
    case 'no-visible-change':
      return { glyph: 'problem', sentence: 'No visible change at this pin', kind: 'no-visible-change' };
    case 'changed':
      return { glyph: null, sentence: answer.sentence, kind: 'changed' };
    case 'outside':
    case 'unknown':
      return { glyph: 'info', sentence: answer.sentence, kind: 'unknown' };
  }
}

/** Where a place of the earlier result lies on the newer one; where that is not known, at the same fractions. */
export function carriedPin(pin: Pin, changes: Changes | 'failed' | null): Pin {
  const frame = changes === null || changes === 'failed' ? null : changes.frame;
  if (frame === null) return pin;
  const x = (pin.x - frame.x) / frame.width;
  const y = (pin.y - frame.y) / frame.height;
  const radius = pin.radius === null ? null : Math.min(0.5, pin.radius / frame.width);
  return x < 0 || x > 1 || y < 0 || y > 1 ? { ...pin, radius: pin.radius } : { x, y, radius };
}

export interface FixTotals {
  readonly fixed: number;
  readonly notFixed: number;
  readonly unanswered: number;
  /** Every pin answered "fixed". */
  readonly accepted: readonly ReviewPair[];
  /** Every pin answered, at least one "not fixed": they go back with those pins. */
  readonly sentBack: readonly Choice[];
}

/** @param changesOf what a comparison found for a picture */
export function totalsOf(
  tiles: readonly FixTile[],
  answers: ReadonlyMap<string, FixAnswer>,
  changesOf: (pair: ReviewPair) => Changes | 'failed' | null,
): FixTotals {
  const byPair = new Map<ReviewPair, FixTile[]>();
  for (const tile of tiles) byPair.set(tile.pair, [...(byPair.get(tile.pair) ?? []), tile]);
  const accepted: ReviewPair[] = [];
  const sentBack: Choice[] = [];
  for (const [pair, own] of byPair) {
    if (own.some((tile) => !answers.has(tile.key))) continue;
    const open = own.filter((tile) => answers.get(tile.key) === 'not-fixed');
    if (open.length === 0) accepted.push(pair);
    else sentBack.push(again(pair, open, changesOf(pair)));
  }
  const given = tiles.map((tile) => answers.get(tile.key));
  return {
    fixed: given.filter((answer) => answer === 'fixed').length,
    notFixed: given.filter((answer) => answer === 'not-fixed').length,
    unanswered: given.filter((answer) => answer === undefined).length,
    accepted,
    sentBack,
  };
}

/** The picture goes back with the wishes that were not met, where they lie now, and the words of last time. */
function again(pair: ReviewPair, open: readonly FixTile[], changes: Changes | 'failed' | null): Choice {
  const pins = new Map<string, Pin[]>();
  for (const { reason, pin, pinIndex } of open) {
    if (reason === '' || (pin === null && pinIndex === -1 && open[0]?.remark === reason)) continue;
    pins.set(reason, [...(pins.get(reason) ?? []), ...(pin === null ? [] : [carriedPin(pin, changes)])]);
  }
  const reasons: RejectReason[] = [...pins].map(([reason, own]) => ({ reason, pins: own }));
  return {
    fileId: pair.fileId,
    seen: pair.versionMark,
    verdict: { kind: 'reject', reasons, remark: open[0]?.remark ?? '' },
  };
}
