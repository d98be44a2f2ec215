import type { PreflightSettings } from '../../../../preload/contract/index.ts';

/** Until somebody says otherwise: every check is on and takes what it expects from the job itself. */
export const defaultPreflight: PreflightSettings = {
  size: { on: true, expected: { kind: 'derived' } },
  ratio: { on: true, expected: { kind: 'derived' } },
  margins: { on: true, expected: { kind: 'derived' } },
  profile: { on: true, expected: { kind: 'derived' } },
  bitDepth: { on: true, expected: { kind: 'derived' } },
  dpi: { on: true, expected: { kind: 'derived' } },
  alpha: { on: true, expected: { kind: 'derived' } },
  clippingPath: { on: true, expected: { kind: 'derived' } },
  pureWhite: { on: true, expected: { kind: 'derived' }, tolerated: 0.1 },
  name: { on: true },
  unchanged: { on: true },
};
