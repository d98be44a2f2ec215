import type { Command, PageCommand, SimpleCommand } from './command.ts';

/**
 * One key of the room: what it does, how it is written on its cap, what the list of keys says of it. Keys are dispatched
 * from this table and listed from it, so that the list cannot say anything else than what happens.
 */
export interface KeyRow {
  readonly group: KeyGroup;
  /** Modifiers in the order `Ctrl+Alt+Shift+`, then the key as browsers name it, in lower case. Ctrl is ⌘ on macOS. */
  readonly presses: readonly string[];
  /** On the caps, e.g. `['Shift E']`. */
  readonly caps: readonly string[];
  readonly words: string;
  readonly command: Command;
  /** Held down, it goes on; every other key counts once, so that leaning on A never accepts a whole job. */
  readonly repeats?: true;
  /**
   * `placing`: only while a reason is in the hand, and there before every other meaning of the key. `fixing`: only on
   * “Did they fix it?”, where nothing else of the room counts but what is marked `also` there.
   */
  readonly when?: 'placing' | 'fixing';
  readonly also?: true;
}

export const KEY_GROUPS = [
  'Decide',
  'Place a pin',
  'Go on',
  'Several pictures',
  'Did they fix it?',
  'Compare',
  'Look',
] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

type Options = Pick<KeyRow, 'repeats' | 'when' | 'also'>;

function key(
  group: KeyGroup,
  presses: readonly string[],
  caps: readonly string[],
  kind: SimpleCommand,
  words: string,
  options: Options = {},
): KeyRow {
  return { group, presses, caps, words, command: { kind }, ...options };
}

function fixing(
  presses: readonly string[],
  caps: readonly string[],
  does: PageCommand,
  words: string,
  options: Options = {},
): KeyRow {
  return {
    group: 'Did they fix it?',
    presses,
    caps,
    words,
    command: { kind: 'page', does },
    when: 'fixing',
    ...options,
  };
}

const DIRECTIONS = [
  { arrow: 'arrowleft', cap: '←', x: -1, y: 0 },
  { arrow: 'arrowright', cap: '→', x: 1, y: 0 },
  { arrow: 'arrowup', cap: '↑', x: 0, y: -1 },
  { arrow: 'arrowdown', cap: '↓', x: 0, y: 1 },
] as const;

function arrows(
  group: KeyGroup,
  held: 'Shift' | 'Alt' | '',
  kind: 'aim' | 'pan',
  far: boolean,
  words: string,
  options: Options,
): readonly KeyRow[] {
  return DIRECTIONS.map(({ arrow, cap, x, y }) => ({
    group,
    presses: [held === '' ? arrow : `${held}+${arrow}`],
    caps: [held === '' ? cap : `${held} ${cap}`],
    words,
    command: { kind, x, y, far },
    ...options,
  }));
}

const REASONS: readonly KeyRow[] = Array.from({ length: 9 }, (_each, index) => ({
  group: 'Decide' as const,
  presses: [String(index + 1)],
  caps: [String(index + 1)],
  words: 'Reason in the hand: click for a pin, drag for a circle; again for the whole picture',
  command: { kind: 'reason' as const, index },
}));

const REPEATS = { repeats: true } as const;
const PLACING = { when: 'placing' } as const;
const PLACING_ON = { when: 'placing', repeats: true } as const;
const ALSO = { also: true } as const;

/** Rows with the same group and words are one line of the list. */
export const KEY_TABLE: readonly KeyRow[] = [
  key('Decide', ['a'], ['A'], 'accept', 'Accept, and go to the next undecided'),
  key('Decide', ['r'], ['R'], 'reject', 'Reject with what is marked, and go on'),
  key('Decide', ['Shift+a'], ['Shift A'], 'still-holds', 'Held: my decision still holds for the new one'),
  ...REASONS,
  key('Decide', ['t'], ['T'], 'wording', 'Words of your own, or ones you saved'),
  key('Decide', ['m'], ['M'], 'remark', 'Remark to the editors'),
  key('Decide', ['delete', 'backspace'], ['Del'], 'remove', 'Remove the chosen pin'),
  key('Decide', ['u', 'Ctrl+z'], ['U'], 'undo', 'Take the last step back, until it is sent'),
  key('Decide', ['Shift+u', 'Ctrl+Shift+z', 'Ctrl+y'], ['Shift U'], 'redo', 'Do again what was taken back'),

  ...arrows('Place a pin', '', 'aim', true, 'Move the cross', PLACING_ON),
  ...arrows('Place a pin', 'Shift', 'aim', false, 'Move it in small steps', PLACING_ON),
  key('Place a pin', ['c'], ['C'], 'circle-bigger', 'Circle instead of a pin, then bigger', PLACING_ON),
  key('Place a pin', ['Shift+c'], ['Shift C'], 'circle-smaller', 'Circle smaller, then a pin', PLACING_ON),
  key('Place a pin', ['enter'], ['Enter'], 'place', 'Set it there', PLACING),

  key('Go on', ['arrowleft'], ['←'], 'before', 'Picture before, picture after', REPEATS),
  key('Go on', ['arrowright'], ['→'], 'after', 'Picture before, picture after', REPEATS),
  key('Go on', ['home'], ['Home'], 'first', 'First, last picture'),
  key('Go on', ['end'], ['End'], 'last', 'First, last picture'),
  key('Go on', ['j'], ['J'], 'next-open', 'Next undecided, without deciding', REPEATS),
  key('Go on', ['f'], ['F'], 'filter', 'Show only: undecided, rejected, failed the check …'),
  key('Go on', ['/'], ['/'], 'find', 'Find by name'),
  key('Go on', ['v'], ['V'], 'next-result', 'Next of several results'),
  key('Go on', ['y'], ['Y'], 'earlier', 'Earlier version or the original beside the result'),
  key('Go on', ['h'], ['H'], 'did-they-fix-it', 'Did they fix it? Every pin of last time'),
  key('Go on', ['n'], ['N'], 'next-change', 'Next change nobody asked for', ALSO),
  key('Go on', ['Ctrl+p'], ['Ctrl P'], 'publish', 'Publish accepted results, or those selected'),
  key('Go on', ['escape'], ['Esc'], 'back', 'Lay down, clear, back'),
  key('Go on', ['?'], ['?'], 'keys', 'This list', ALSO),

  key('Several pictures', ['Shift+arrowleft'], ['Shift ←'], 'select-before', 'Select on to here', REPEATS),
  key('Several pictures', ['Shift+arrowright'], ['Shift →'], 'select-after', 'Select on to here', REPEATS),
  key('Several pictures', ['Shift+home'], ['Shift Home'], 'select-first', 'Select to the first, the last'),
  key('Several pictures', ['Shift+end'], ['Shift End'], 'select-last', 'Select to the first, the last'),
  key(
    'Several pictures',
    ['Ctrl+arrowleft'],
    ['Ctrl ←'],
    'walk-before',
    'Go on, keep the selection',
    REPEATS,
  ),
  key(
    'Several pictures',
    ['Ctrl+arrowright'],
    ['Ctrl →'],
    'walk-after',
    'Go on, keep the selection',
    REPEATS,
  ),
  key('Several pictures', ['i', 'Ctrl+ '], ['I'], 'select-this', 'Add this one, take it out'),
  key('Several pictures', ['Ctrl+a'], ['Ctrl A'], 'select-all', 'Everything the filter shows'),

  fixing(['a'], ['A'], 'fixed', 'This pin is fixed'),
  fixing(['r'], ['R'], 'not-fixed', 'It is not'),
  fixing(['arrowleft'], ['←'], 'tile-before', 'Pin before, after, above, below', REPEATS),
  fixing(['arrowright'], ['→'], 'tile-after', 'Pin before, after, above, below', REPEATS),
  fixing(['arrowup'], ['↑'], 'tile-above', 'Pin before, after, above, below', REPEATS),
  fixing(['arrowdown'], ['↓'], 'tile-below', 'Pin before, after, above, below', REPEATS),
  fixing(['enter'], ['Enter'], 'look-at-tile', 'Look at it in the room'),
  fixing(['u', 'Ctrl+z'], ['U'], 'take-answer-back', 'Take the last answer back'),
  fixing(['Ctrl+enter'], ['Ctrl Enter'], 'accept-fixed', 'Accept what is fixed'),
  fixing(['Shift+enter'], ['Shift Enter'], 'send-back', 'Send back what is not'),
  fixing(['h', 'escape'], ['H', 'Esc'], 'close-page', 'Back to the pictures'),

  key('Compare', ['s'], ['S'], 'side-by-side', 'Side by side'),
  key('Compare', ['w'], ['W'], 'slider', 'Slider'),
  key('Compare', ['b'], ['B'], 'blink', 'Blink; hold still; turn over'),
  key('Compare', ['d'], ['D'], 'difference', 'Difference'),
  key('Compare', ['o'], ['O'], 'overlay', 'Overlay'),
  key('Compare', [','], [','], 'less', 'Less, more: blink speed, gain, opacity', REPEATS),
  key('Compare', ['.'], ['.'], 'more', 'Less, more: blink speed, gain, opacity', REPEATS),
  key('Compare', [' '], ['Space'], 'alone', 'Hold: the original alone'),

  key('Look', ['k'], ['K'], 'background', 'Background'),
  key('Look', ['l'], ['L'], 'link', 'Link or unlink zoom'),
  key('Look', ['Shift+l'], ['Shift L'], 'line-up', 'Line the two up, or not'),
  key('Look', ['z'], ['Z'], 'actual-size', '100 %, 200 % or fit'),
  key('Look', ['0'], ['0'], 'fit', 'Fit'),
  key('Look', ['g'], ['G'], 'loupe', 'Loupe'),
  key('Look', ['e'], ['E'], 'tour-next', 'Edge tour: next spot, spot before'),
  key('Look', ['Shift+e'], ['Shift E'], 'tour-before', 'Edge tour: next spot, spot before'),
  key('Look', ['enter'], ['Enter'], 'place', 'On the edge tour: reject here'),
  key('Look', ['p'], ['P'], 'path', 'Clipping path; next path'),
  key('Look', ['Shift+p'], ['Shift P'], 'next-path', 'Clipping path; next path'),
  key('Look', ['x'], ['X'], 'white-check', 'Mark what is not pure white'),
  key('Look', ['q'], ['Q'], 'turn', 'Turn the picture right, left'),
  key('Look', ['Shift+q'], ['Shift Q'], 'turn-back', 'Turn the picture right, left'),
  key('Look', ['+', '='], ['+'], 'zoom-in', 'Closer, farther', REPEATS),
  key('Look', ['-', '_'], ['−'], 'zoom-out', 'Closer, farther', REPEATS),
  ...arrows('Look', 'Alt', 'pan', true, 'Move the picture', REPEATS),
];
