import { pointsOf, type Points } from './align.ts';
import { Fourier } from './fourier.ts';
import type { Placement } from './placement.ts';
import type { Box } from './product.ts';
import { cut, resized, type Raster } from './raster.ts';
import { structureField, type StructureField } from './structure-field.ts';

/** The original's longer side while searching, in pixels. */
export const searchEdge = 128;
const side = 256;
/** Neighbouring scales tried; what lies between is reached by aligning. */
const scaleStep = 1.055;
/** Longest side of the product on the searched original, in pixels, below which there is too little to see. */
const smallest = 18;
/** The product may reach this far beyond the original. */
const largest = 1.12;
const smoothing = 2;

export interface Candidate {
  readonly placement: Placement;
  readonly score: number;
  readonly points: Points;
}

/** The original as searched in: its structure and that structure's transform. */
export interface SearchGround {
  readonly field: StructureField;
  readonly re: Float32Array;
  readonly im: Float32Array;
}

const fourier = new Fourier(side);

export function searchGround(original: Raster): SearchGround {
  const ratio = searchEdge / Math.max(original.width, original.height);
  const raster = resized(
    original,
    Math.max(8, Math.round(original.width * ratio)),
    Math.max(8, Math.round(original.height * ratio)),
  );
  const field = structureField(raster, smoothing);
  const re = new Float32Array(side * side);
  const im = new Float32Array(side * side);
  for (let y = 0; y < field.height; y++) {
    for (let x = 0; x < field.width; x++) {
      re[y * side + x] = field.re[y * field.width + x] ?? 0;
      im[y * side + x] = field.im[y * field.width + x] ?? 0;
    }
  }
  fourier.transform(re, im, 1, field.height);
  return { field, re, im };
}

/** Room around the product so that its outline is seen whole. */
function withRoom(box: Box, raster: Raster): Box {
  const room = Math.ceil(Math.max(box.width, box.height) * 0.04) + 2;
  const left = Math.max(0, box.left - room);
  const top = Math.max(0, box.top - room);
  return {
    left,
    top,
    width: Math.min(raster.width, box.left + box.width + room) - left,
    height: Math.min(raster.height, box.top + box.height + room) - top,
  };
}

/** The best places of one template, by the correlation theorem. */
function peaksOf(
  ground: SearchGround,
  template: StructureField,
  most: number,
): readonly { readonly dx: number; readonly dy: number; readonly score: number }[] {
  const re = new Float32Array(side * side);
  const im = new Float32Array(side * side);
  let total = 0;
  for (let y = 0; y < template.height; y++) {
    for (let x = 0; x < template.width; x++) {
      const at = y * template.width + x;
      const weight = template.weight[at] ?? 0;
      re[y * side + x] = (template.re[at] ?? 0) * weight;
      im[y * side + x] = (template.im[at] ?? 0) * weight;
      total += weight * Math.hypot(template.re[at] ?? 0, template.im[at] ?? 0);
    }
  }
  if (total < 12) return [];
  fourier.transform(re, im, 1, template.height);
  for (let at = 0; at < re.length; at++) {
    const tRe = re[at] ?? 0;
    const tIm = im[at] ?? 0;
    const oRe = ground.re[at] ?? 0;
    const oIm = ground.im[at] ?? 0;
    re[at] = tRe * oRe + tIm * oIm;
    im[at] = tRe * oIm - tIm * oRe;
  }
  fourier.transform(re, im, -1);
  // The product may stick out of the original by a fifth of its size.
  const outX = Math.round(template.width * 0.2);
  const outY = Math.round(template.height * 0.2);
  const toX = Math.max(1, ground.field.width - template.width + outX);
  const toY = Math.max(1, ground.field.height - template.height + outY);
  const found: { dx: number; dy: number; score: number }[] = [];
  const value = (dx: number, dy: number): number =>
    re[((dy + side) % side) * side + ((dx + side) % side)] ?? 0;
  for (let dy = -outY; dy <= toY; dy++) {
    for (let dx = -outX; dx <= toX; dx++) {
      const here = value(dx, dy);
      if (here <= 0 || here < value(dx - 1, dy) || here < value(dx + 1, dy)) continue;
      if (here < value(dx, dy - 1) || here < value(dx, dy + 1)) continue;
      const score = here / (side * side * total);
      if (found.length < most || score > (found.at(-1)?.score ?? 0)) {
        found.push({ dx, dy, score });
        found.sort((a, b) => b.score - a.score);
        found.length = Math.min(found.length, most);
      }
    }
  }
  return found;
}

/** Tries every scale and place; the best candidates first. */
export function search(
  ground: SearchGround,
  result: Raster,
  product: Box,
  outlined: boolean,
): readonly Candidate[] {
  const box = withRoom(product, result);
  const { field } = ground;
  const candidates: Candidate[] = [];
  let source = cut(result, box.left, box.top, box.width, box.height);
  let times = Math.min((field.width * largest) / product.width, (field.height * largest) / product.height);
  for (; Math.max(product.width, product.height) * times >= smallest; times /= scaleStep) {
    const width = Math.round(box.width * times);
    const height = Math.round(box.height * times);
    if (width < 5 || height < 5 || width > 200 || height > 200) continue;
    while (source.width >= width * 4 && source.height >= height * 4)
      source = resized(source, source.width >> 1, source.height >> 1);
    const template = structureField(resized(source, width, height), smoothing, outlined);
    const scale = (times * result.width) / field.width;
    let points: Points | null = null;
    for (const peak of peaksOf(ground, template, 2)) {
      points ??= pointsOf(
        template,
        {
          left: box.left / result.width,
          top: box.top / result.width,
          pixelWidth: box.width / result.width / width,
          pixelHeight: box.height / result.width / height,
        },
        6_000,
      );
      const centreX = (peak.dx + width / 2) / field.width;
      const centreY = (peak.dy + height / 2) / field.width;
      candidates.push({
        score: peak.score,
        points,
        placement: {
          scale,
          x: centreX - (scale * (box.left + box.width / 2)) / result.width,
          y: centreY - (scale * (box.top + box.height / 2)) / result.width,
        },
      });
    }
  }
  return candidates.sort((a, b) => b.score - a.score);
}
