/**
 * Where a code of a refining scan leads, eight coefficients at a time (G.1.2.3): it counts the coefficients that are not
 * known yet and stops on one of them, and each known one on the way has a bit of its own. By the zeros still to be passed
 * (0 to 15), times 256, and a bit for each of the next eight coefficients that is known, the next one lowest. An entry has
 * the coefficients to go on by in its lower 4 bits, the one it stops on included; how many of them are known in the 4 above;
 * and then, where it does not stop on any of these, `GOES_ON` with the zeros left.
 */
export const GOES_ON = 16 << 8;

let made: Uint16Array | null = null;

/** Made once, for the first progressive picture. */
export function knownSteps(): Uint16Array {
  return (made ??= Uint16Array.from({ length: 16 * 256 }, (_none, index) => {
    let zeros = index >> 8;
    let known = 0;
    for (let passed = 0; passed < 8; passed += 1)
      if (((index >> passed) & 1) === 1) known += 1;
      else if (zeros === 0) return (known << 4) | (passed + 1);
      else zeros -= 1;
    return GOES_ON | (zeros << 8) | (known << 4) | 8;
  }));
}
