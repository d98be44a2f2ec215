import { setImmediate } from 'node:timers/promises';

/** CIE XYZ under D50 as linear sRGB: the Bradford-adapted matrix of IEC 61966-2-1 (as in ICC's sRGB profiles), turned round. */
const toRed = [3.1338561, -1.6168667, -0.4906146] as const;
const toGreen = [-0.9787684, 1.9161415, 0.033454] as const;
const toBlue = [0.0719453, -0.2289914, 1.4052427] as const;
const whiteX = 0.9642;
const whiteZ = 0.8249;

const steps = 8192;
/** Linear light 0..1 as an 8-bit number of sRGB. */
const encoded = Uint8Array.from({ length: steps + 1 }, (_, at) => {
  const light = at / steps;
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
});

function byte(light: number): number {
  return encoded[light <= 0 ? 0 : light >= 1 ? steps : Math.round(light * steps)] ?? 0;
}

/** CIE 15: the inverse of the cube root that Lab is made with. */
function uncubed(value: number): number {
  return value > 6 / 29 ? value * value * value : (3 * 36 * (value - 4 / 29)) / 841;
}

/** After this many pixels everything else has its turn. */
const turn = 400_000;

export interface LabPixels {
  readonly samples: Uint8Array | Uint16Array;
  /** Samples per pixel; the fourth, where there is one, is transparency. */
  readonly channels: number;
  /** How a and b lie in the file: TIFF's CIELab counts below zero, ICCLab and Photoshop count from the middle. */
  readonly signed: boolean;
}

/**
 * CIELAB under D50 as sRGB of 8 bits, in `channels` (3 or 4) bytes per pixel. Colours outside of sRGB are clipped: this is a
 * preview. libvips would take Lab for colours under D65, which turns warm colours by a visible step.
 */
export async function labAsSrgb({ samples, channels, signed }: LabPixels): Promise<Buffer> {
  const bits = samples.BYTES_PER_ELEMENT * 8;
  const most = 2 ** bits - 1;
  const unit = 2 ** (bits - 8);
  const middle = 128 * unit;
  const axis = (stored: number): number =>
    (signed ? (stored >= middle ? stored - middle * 2 : stored) : stored - middle) / unit;
  const colours = channels >= 4 ? 4 : 3;
  const pixels = Math.floor(samples.length / channels);
  const result = Buffer.alloc(pixels * colours);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels;
    const to = pixel * colours;
    const y = (((samples[from] ?? 0) / most) * 100 + 16) / 116;
    const lightX = whiteX * uncubed(y + axis(samples[from + 1] ?? 0) / 500);
    const lightY = uncubed(y);
    const lightZ = whiteZ * uncubed(y - axis(samples[from + 2] ?? 0) / 200);
    result[to] = byte(toRed[0] * lightX + toRed[1] * lightY + toRed[2] * lightZ);
    result[to + 1] = byte(toGreen[0] * lightX + toGreen[1] * lightY + toGreen[2] * lightZ);
    result[to + 2] = byte(toBlue[0] * lightX + toBlue[1] * lightY + toBlue[2] * lightZ);
    if (colours === 4) result[to + 3] = Math.floor((samples[from + 3] ?? most) / unit);
    if (pixel % turn === turn - 1) await setImmediate();
  }
  return result;
}
