import type { ClippingPath } from '../../../preload/contract/index.ts';
import type { Size } from './geometry.ts';

/** SVG path data in CSS pixels of a picture drawn at this size. Computed anew for each size, the line stays crisp and thin. */
export function outlineOf(path: ClippingPath, drawn: Size): string {
  const at = (x: number, y: number): string =>
    `${(x * drawn.width).toFixed(2)} ${(y * drawn.height).toFixed(2)}`;
  return path.subpaths
    .map(({ closed, points }) => {
      const [first] = points;
      if (first === undefined) return '';
      const stops = closed ? [...points.slice(1), first] : points.slice(1);
      let before = first;
      const curves = stops.map((knot) => {
        const curve = `C${at(before.outX, before.outY)} ${at(knot.inX, knot.inY)} ${at(knot.x, knot.y)}`;
        before = knot;
        return curve;
      });
      return `M${at(first.x, first.y)}${curves.join('')}${closed ? 'Z' : ''}`;
    })
    .join('');
}
