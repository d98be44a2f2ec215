import type { PictureFacts } from '../../../preload/contract/index.ts';

const count = new Intl.NumberFormat('en');

/** Size, profile and transparency, e.g. “2,400 × 3,000, sRGB, transparency”. */
function factWords(facts: PictureFacts): string {
  // Every maker writes its sRGB profile another way; the others are named as they are.
  const profile = facts.profile.startsWith('sRGB') ? 'sRGB' : facts.profile;
  return [
    `${count.format(facts.width)} × ${count.format(facts.height)}`,
    ...(profile === '' ? [] : [profile]),
    ...(facts.hasAlpha ? ['transparency'] : []),
  ].join(', ');
}

/** What stands below a picture: its name and what is known of it; at first only the size it is shown in. */
export function captionWords(
  name: string,
  facts: PictureFacts | null,
  size: { readonly width: number; readonly height: number } | null,
): string {
  if (facts !== null) return `${name}, ${factWords(facts)}`;
  return size === null ? name : `${name}, ${count.format(size.width)} × ${count.format(size.height)}`;
}
