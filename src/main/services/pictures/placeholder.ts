import type { EncodedPicture } from '../../ports/images.ts';

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** A neutral sheet with the format's name, for pictures that cannot be shown here (RAW, HEIC) or are broken. */
export function placeholder(label: string): EncodedPicture {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="400" viewBox="0 0 320 400" role="img"><rect width="320" height="400" fill="#8a8a8a"/><path d="M116 140h58l30 30v90h-88z" fill="none" stroke="#c9c9c9" stroke-width="4" stroke-linejoin="round"/><path d="M174 140v30h30" fill="none" stroke="#c9c9c9" stroke-width="4" stroke-linejoin="round"/><text x="160" y="300" fill="#f0f0f0" font-family="system-ui, sans-serif" font-size="28" text-anchor="middle">${escaped(label)}</text></svg>`;
  return { bytes: Buffer.from(svg), type: 'image/svg+xml' };
}
