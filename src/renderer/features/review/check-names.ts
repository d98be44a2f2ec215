import type { PreflightCheck } from '../../../preload/contract/index.ts';

export const CHECK_NAMES: Readonly<Record<PreflightCheck, string>> = {
  size: 'Size',
  ratio: 'Ratio',
  margins: 'Margins',
  profile: 'Profile',
  'bit-depth': 'Bit depth',
  dpi: 'Resolution',
  alpha: 'Transparency',
  'clipping-path': 'Clipping path',
  'pure-white': 'Pure white',
  name: 'Name',
  unchanged: 'Changed at all',
};
