import type { PreflightSettings } from '../../../preload/contract/index.ts';

/** One check on the sheet: its switch, and what is expected as text with what that text means. */
export interface CheckLine {
  readonly key: keyof PreflightSettings;
  readonly label: string;
  /** What is expected when nothing is typed. */
  readonly derived: string;
  /** What can be typed instead; empty when nothing can. */
  readonly example: string;
}

const asTheJob = 'As most results of the job, else as the original';

export const CHECK_LINES: readonly CheckLine[] = [
  { key: 'size', label: 'Size', derived: asTheJob, example: '2000 × 2500' },
  { key: 'ratio', label: 'Ratio', derived: asTheJob, example: '4:5' },
  {
    key: 'margins',
    label: 'Margins',
    derived: 'No edge touched where others keep away',
    example: '5 to 12 %',
  },
  { key: 'alpha', label: 'Transparency', derived: 'As most results of the job', example: 'yes or no' },
  { key: 'pureWhite', label: 'Pure white', derived: 'White backgrounds, up to 0.1 % off', example: 'always' },
  { key: 'clippingPath', label: 'Clipping path', derived: 'As most results of the job', example: 'Path 1' },
  { key: 'profile', label: 'Profile', derived: asTheJob, example: 'sRGB' },
  { key: 'bitDepth', label: 'Bit depth', derived: asTheJob, example: '8 or 16' },
  { key: 'dpi', label: 'Resolution', derived: asTheJob, example: '300' },
  { key: 'name', label: 'Name', derived: 'Like the original’s', example: '' },
  { key: 'unchanged', label: 'Changed at all', derived: 'Not the original again', example: '' },
];

/** What is expected as it is typed; empty where it is derived. */
export function typed(settings: PreflightSettings, key: keyof PreflightSettings): string {
  switch (key) {
    case 'size':
    case 'ratio': {
      const { expected } = settings[key];
      if (expected.kind === 'original') return 'original';
      if (expected.kind === 'derived') return '';
      return `${String(expected.width)}${key === 'size' ? ' × ' : ':'}${String(expected.height)}`;
    }
    case 'margins': {
      const { expected } = settings.margins;
      return expected.kind === 'derived' ? '' : `${String(expected.least)} to ${String(expected.most)} %`;
    }
    case 'alpha':
      return { derived: '', with: 'yes', without: 'no' }[settings.alpha.expected.kind];
    case 'pureWhite':
      return settings.pureWhite.expected.kind === 'always' ? 'always' : '';
    case 'clippingPath': {
      const { expected } = settings.clippingPath;
      return expected.kind === 'derived' ? '' : expected.name === '' ? 'yes' : expected.name;
    }
    case 'profile': {
      const { expected } = settings.profile;
      if (expected.kind === 'original') return 'original';
      return expected.kind === 'derived' ? '' : expected.name === '' ? 'none' : expected.name;
    }
    case 'bitDepth': {
      const { expected } = settings.bitDepth;
      return expected.kind === 'exact'
        ? String(expected.bits)
        : expected.kind === 'original'
          ? 'original'
          : '';
    }
    case 'dpi': {
      const { expected } = settings.dpi;
      return expected.kind === 'exact'
        ? String(expected.dpi)
        : expected.kind === 'original'
          ? 'original'
          : '';
    }
    case 'name':
    case 'unchanged':
      return '';
  }
}

const derived = { kind: 'derived' } as const;
const original = { kind: 'original' } as const;

function pair(text: string): readonly [number, number] | null {
  const [, first, second] = /^\s*([\d.]+)\s*(?:[x×:]|to|-|–)\s*([\d.]+)\s*%?\s*$/i.exec(text) ?? [];
  const numbers = [Number(first), Number(second)] as const;
  return first === undefined || numbers.some((value) => !Number.isFinite(value) || value <= 0)
    ? null
    : numbers;
}

/** The change a typed expectation means; null when it cannot be understood. */
export function understood(
  settings: PreflightSettings,
  key: keyof PreflightSettings,
  text: string,
): Partial<PreflightSettings> | null {
  const word = text.trim();
  const low = word.toLowerCase();
  const isOriginal = low === 'original';
  switch (key) {
    case 'size':
    case 'ratio': {
      const found = pair(word);
      const [width = 1, height = 1] = (found ?? []).map(Math.round);
      const expected =
        word === '' ? derived : isOriginal ? original : ({ kind: 'exact', width, height } as const);
      return found === null && word !== '' && !isOriginal
        ? null
        : { [key]: { on: settings[key].on, expected } };
    }
    case 'margins': {
      const [least, most] = pair(word) ?? [];
      if (word === '') return { margins: { on: settings.margins.on, expected: derived } };
      return least === undefined || most === undefined || least > most || most > 100
        ? null
        : { margins: { on: settings.margins.on, expected: { kind: 'exact', least, most } } };
    }
    case 'alpha': {
      const kind = { '': 'derived', yes: 'with', no: 'without' }[low];
      return kind === 'derived' || kind === 'with' || kind === 'without'
        ? { alpha: { on: settings.alpha.on, expected: { kind } } }
        : null;
    }
    case 'pureWhite': {
      const { on, tolerated } = settings.pureWhite;
      if (low !== '' && low !== 'always') return null;
      return { pureWhite: { on, tolerated, expected: { kind: low === '' ? 'derived' : 'always' } } };
    }
    case 'clippingPath': {
      const { on } = settings.clippingPath;
      const expected = word === '' ? derived : ({ kind: 'with', name: low === 'yes' ? '' : word } as const);
      return { clippingPath: { on, expected } };
    }
    case 'profile': {
      const { on } = settings.profile;
      const exact = { kind: 'exact', name: low === 'none' ? '' : word } as const;
      return { profile: { on, expected: word === '' ? derived : isOriginal ? original : exact } };
    }
    case 'bitDepth': {
      const { on } = settings.bitDepth;
      const bits = { '8': 8, '16': 16 }[low];
      if (word === '' || isOriginal) return { bitDepth: { on, expected: isOriginal ? original : derived } };
      return bits === 8 || bits === 16 ? { bitDepth: { on, expected: { kind: 'exact', bits } } } : null;
    }
    case 'dpi': {
      const { on } = settings.dpi;
      const dpi = Number(word);
      if (word === '' || isOriginal) return { dpi: { on, expected: isOriginal ? original : derived } };
      return Number.isFinite(dpi) && dpi >= 1 && dpi <= 100_000
        ? { dpi: { on, expected: { kind: 'exact', dpi } } }
        : null;
    }
    case 'name':
    case 'unchanged':
      return null;
  }
}
