/** 0 up to (not including) 1. */
export type Random = () => number;

export const between = (random: Random, least: number, most: number): number =>
  least + random() * (most - least);

export function oneOf<Value>(random: Random, values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

interface Colour {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

const css = ({ hue, saturation, lightness }: Colour): string =>
  `hsl(${hue.toFixed(0)} ${saturation.toFixed(0)}% ${lightness.toFixed(0)}%)`;

function productColour(random: Random): Colour {
  const hue = between(random, 0, 360);
  const kind = random();
  // White and black products are the hard ones, and common.
  if (kind < 0.12) return { hue, saturation: between(random, 0, 8), lightness: between(random, 88, 95) };
  if (kind < 0.24) return { hue, saturation: between(random, 0, 15), lightness: between(random, 5, 15) };
  return { hue, saturation: between(random, 10, 75), lightness: between(random, 25, 75) };
}

const lighter = (colour: Colour, by: number): Colour => ({
  ...colour,
  lightness: Math.min(97, Math.max(3, colour.lightness + by)),
});

function blob(random: Random, radius: number): string {
  const corners = 7 + Math.floor(random() * 6);
  const points = Array.from({ length: corners }, (_, index) => {
    const angle = (index / corners) * 2 * Math.PI;
    const reach = radius * between(random, 0.6, 1.15);
    return [Math.cos(angle) * reach, Math.sin(angle) * reach * 1.2] as const;
  });
  const at = (index: number): readonly [number, number] =>
    points[((index % corners) + corners) % corners] ?? [0, 0];
  let path = '';
  for (let index = 0; index < corners; index++) {
    const [x0, y0] = at(index);
    const [x1, y1] = at(index + 1);
    const [middleX, middleY] = [(x0 + x1) / 2, (y0 + y1) / 2];
    path += index === 0 ? `M${(at(-1)[0] + x0) / 2} ${(at(-1)[1] + y0) / 2}` : '';
    path += `Q${x0.toFixed(1)} ${y0.toFixed(1)} ${middleX.toFixed(1)} ${middleY.toFixed(1)}`;
  }
  return `${path}Z`;
}

/** The outline of a product around (0, 0), as an SVG path; openings by the even-odd rule. */
function outline(random: Random, r: number): string {
  const kind = Math.floor(random() * 6);
  const w = r * between(random, 0.6, 1);
  const h = r * between(random, 0.8, 1.3);
  switch (kind) {
    case 0: {
      const neck = w * between(random, 0.25, 0.5);
      return `M${-w} ${h}V${-h * 0.2}Q${-w} ${-h * 0.5} ${-neck} ${-h * 0.6}V${-h}H${neck}V${-h * 0.6}Q${w} ${-h * 0.5} ${w} ${-h * 0.2}V${h}Z`;
    }
    case 1:
      return `M${-w} ${-h * 0.3}H${w}V${h}H${-w}ZM${-w * 0.6} ${-h * 0.3}Q0 ${-h * 1.5} ${w * 0.6} ${-h * 0.3}L${w * 0.45} ${-h * 0.3}Q0 ${-h * 1.2} ${-w * 0.45} ${-h * 0.3}Z`;
    case 2:
      return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0ZM${-r * 0.6} 0A${r * 0.6} ${r * 0.6} 0 1 0 ${r * 0.6} 0A${r * 0.6} ${r * 0.6} 0 1 0 ${-r * 0.6} 0Z`;
    case 3: {
      const leg = w * 0.14;
      return `M${-w} ${-h}H${-w + leg * 2}V0H${w}V${h}H${w - leg}V${leg * 2}H${-w + leg}V${h}H${-w}Z`;
    }
    case 4:
      return `M${-w} ${-h * 0.7}Q${-w * 0.2} ${-h * 0.9} 0 ${-h * 0.1}Q${w * 0.5} ${h * 0.25} ${w * 1.2} ${h * 0.3}L${w * 1.25} ${h * 0.6}H${-w}Z`;
    default:
      return blob(random, r);
  }
}

function details(random: Random, r: number, colour: Colour): string {
  const parts: string[] = [];
  const count = Math.floor(random() * 7);
  for (let index = 0; index < count; index++) {
    const x = between(random, -r * 0.8, r * 0.6).toFixed(0);
    const y = between(random, -r, r).toFixed(0);
    const fill = css(lighter(colour, between(random, -35, 35)));
    const size = between(random, r * 0.05, r * 0.4);
    const kind = random();
    if (kind < 0.3)
      parts.push(`<rect x="${x}" y="${y}" width="${size}" height="${size * 0.4}" fill="${fill}"/>`);
    else if (kind < 0.6)
      parts.push(`<ellipse cx="${x}" cy="${y}" rx="${size * 0.5}" ry="${size * 0.4}" fill="${fill}"/>`);
    else if (kind < 0.8)
      parts.push(
        `<path d="M${-r * 1.3} ${y}Q0 ${Number(y) + size} ${r * 1.3} ${y}" stroke="${fill}" stroke-width="${size * 0.12}" fill="none"/>`,
      );
    else
      parts.push(
        `<text x="${x}" y="${y}" font-size="${size * 0.6}" font-family="sans-serif" fill="${fill}">No ${Math.floor(random() * 900)}</text>`,
      );
  }
  return parts.join('');
}

export interface Drawing {
  /** The product alone, on nothing. */
  readonly product: string;
  /** What lies behind it, its shadow included. */
  readonly background: string;
  /** Middle of the product, pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A product of `width` × `height` pixels as SVG: its form, colours, texture and what is printed on it by chance. */
export function drawProduct(random: Random, width: number, height: number): Drawing {
  const radius = width * between(random, 0.16, 0.32);
  const x = width * between(random, 0.42, 0.58);
  const y = height * between(random, 0.42, 0.58);
  const colour = productColour(random);
  const shape = outline(random, radius);
  const turn = between(random, -12, 12).toFixed(1);
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn})`;
  const frequency = between(random, 0.004, 0.05).toFixed(4);
  const seed = Math.floor(random() * 10_000);
  const texture = random() < 0.7 ? between(random, 0.04, 0.3) : 0;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">`;
  const product = `${head}<defs>
    <linearGradient id="body" x1="0" x2="1" y1="0" y2="${random().toFixed(2)}"><stop offset="0" stop-color="${css(lighter(colour, between(random, 0, 18)))}"/><stop offset="0.5" stop-color="${css(colour)}"/><stop offset="1" stop-color="${css(lighter(colour, -between(random, 3, 25)))}"/></linearGradient>
    <filter id="grain" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="4" seed="${String(seed)}"/><feColorMatrix values="0 0 0 0 0.1  0 0 0 0 0.08  0 0 0 0 0.06  1.6 0 0 0 -0.5"/></filter>
    <clipPath id="form"><path d="${shape}" clip-rule="evenodd"/></clipPath></defs>
    <g transform="${place}"><path d="${shape}" fill="url(#body)" fill-rule="evenodd"/><g clip-path="url(#form)">
    <rect x="${-radius * 1.6}" y="${-radius * 1.6}" width="${radius * 3.2}" height="${radius * 3.2}" filter="url(#grain)" opacity="${texture.toFixed(2)}"/>
    ${details(random, radius, colour)}<ellipse cx="${-radius * 0.4}" cy="${-radius * 0.3}" rx="${radius * 0.1}" ry="${radius * 0.5}" fill="#fff" opacity="${between(random, 0, 0.4).toFixed(2)}"/></g></g></svg>`;

  const wall: Colour = {
    hue: between(random, 0, 360),
    saturation: between(random, 0, 30),
    lightness: between(random, 12, 93),
  };
  const clutter =
    random() < 0.3
      ? `<rect x="0" y="${height * between(random, 0.6, 0.85)}" width="${String(width)}" height="${String(height)}" fill="${css(lighter(wall, -14))}"/><circle cx="${width * random()}" cy="${height * random()}" r="${width * 0.08}" fill="${css(lighter(wall, 20))}"/>`
      : '';
  const background = `${head}<defs>
    <radialGradient id="wall" cx="${random().toFixed(2)}" cy="${random().toFixed(2)}" r="1"><stop offset="0" stop-color="${css(lighter(wall, 6))}"/><stop offset="1" stop-color="${css(lighter(wall, -12))}"/></radialGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="${(radius * 0.12).toFixed(0)}"/></filter></defs>
    <rect width="100%" height="100%" fill="url(#wall)"/>${clutter}
    <ellipse cx="${x + radius * 0.15}" cy="${y + radius * 1.15}" rx="${radius}" ry="${radius * 0.2}" fill="#000" opacity="${between(random, 0, 0.5).toFixed(2)}" filter="url(#soft)"/></svg>`;
  return { product, background, x, y, radius };
}
