/** What a key does in the room. */
export type Command =
  | { readonly kind: 'reason'; readonly index: number }
  | { readonly kind: 'move'; readonly x: number; readonly y: number }
  | { readonly kind: SimpleCommand };

export type SimpleCommand =
  | 'accept'
  | 'reject'
  | 'before'
  | 'after'
  | 'first'
  | 'last'
  | 'alone'
  | 'side-by-side'
  | 'slider'
  | 'blink'
  | 'difference'
  | 'overlay'
  | 'more'
  | 'less'
  | 'line-up'
  | 'fit'
  | 'loupe'
  | 'turn'
  | 'tour-next'
  | 'tour-before'
  | 'path'
  | 'white-check'
  | 'next-path'
  | 'turn-back'
  | 'background'
  | 'link'
  | 'actual-size'
  | 'zoom-in'
  | 'zoom-out'
  | 'remark'
  | 'remove'
  | 'undo'
  | 'place'
  | 'back';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

const KEYS: Readonly<Record<string, SimpleCommand>> = {
  a: 'accept',
  r: 'reject',
  arrowleft: 'before',
  arrowright: 'after',
  home: 'first',
  end: 'last',
  ' ': 'alone',
  s: 'side-by-side',
  w: 'slider',
  b: 'blink',
  d: 'difference',
  o: 'overlay',
  '.': 'more',
  ',': 'less',
  '0': 'fit',
  g: 'loupe',
  q: 'turn',
  e: 'tour-next',
  p: 'path',
  x: 'white-check',
  k: 'background',
  l: 'link',
  z: 'actual-size',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  _: 'zoom-out',
  m: 'remark',
  delete: 'remove',
  backspace: 'remove',
  u: 'undo',
  enter: 'place',
  escape: 'back',
};

const MOVES: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  arrowleft: { x: -1, y: 0 },
  arrowright: { x: 1, y: 0 },
  arrowup: { x: 0, y: -1 },
  arrowdown: { x: 0, y: 1 },
};

const SHIFTED: Readonly<Record<string, SimpleCommand>> = {
  q: 'turn-back',
  l: 'line-up',
  e: 'tour-before',
  p: 'next-path',
};

/** Held down, these go on; every other key counts once, so that leaning on A never accepts a whole job. */
const REPEATS: ReadonlySet<SimpleCommand> = new Set([
  'before',
  'after',
  'zoom-in',
  'zoom-out',
  'more',
  'less',
]);

export function commandFor(press: KeyPress): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.toLowerCase();
  const move = MOVES[key];
  if (press.shiftKey && move !== undefined) return { kind: 'move', ...move };
  if (/^[1-9]$/.test(key)) return press.repeat ? null : { kind: 'reason', index: Number(key) - 1 };
  const table = press.shiftKey && Object.hasOwn(SHIFTED, key) ? SHIFTED : KEYS;
  const simple = Object.hasOwn(table, key) ? table[key] : undefined;
  if (simple === undefined || (press.repeat && !REPEATS.has(simple))) return null;
  return { kind: simple };
}
