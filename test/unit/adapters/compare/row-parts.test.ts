import { expect, test } from 'vitest';
import { seededRandom } from '../../../../build/bench/random.ts';
import { regionsOf } from '../../../../src/main/adapters/compare/contour.ts';
import { RowParts, type Part } from '../../../../src/main/adapters/compare/row-parts.ts';

function partsOf(width: number, height: number, kind: (at: number) => 0 | 1 | 2): Part[] {
  const found: Part[] = [];
  const parts = new RowParts(({ solid, left, right, top, bottom }) =>
    found.push({ solid, left, right, top, bottom }),
  );
  for (let y = 0; y < height; y++) parts.row(y, width, (x) => kind(y * width + x));
  parts.end();
  return found;
}

const sorted = (values: readonly (readonly number[])[]): string[] => values.map((each) => each.join()).sort();

test('what hangs together is the same as when the whole picture is there, for any picture', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const [width, height] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 40)];
    const filled = 0.2 + random() * 0.7;
    const mask = Uint8Array.from({ length: width * height }, () => (random() < filled ? 1 : 0));
    const expected = regionsOf(width, height, (at) => mask[at] === 1).map((region) => [
      region.area,
      region.x * 2,
      region.y * 2,
    ]);
    const found = partsOf(width, height, (at) => (mask[at] === 1 ? 2 : 0)).map((part) => [
      part.solid,
      part.left + part.right + 1,
      part.top + part.bottom + 1,
    ]);
    expect(sorted(found), String(seed)).toEqual(sorted(expected));
  }
});

test('what only connects joins two parts and is not counted', () => {
  const row = [2, 1, 1, 2, 0, 2] as const;
  expect(partsOf(6, 1, (at) => row[at] ?? 0)).toEqual([
    { solid: 2, left: 0, right: 3, top: 0, bottom: 0 },
    { solid: 1, left: 5, right: 5, top: 0, bottom: 0 },
  ]);
});
