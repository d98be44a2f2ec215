import type { Log } from '../../src/main/ports/log.ts';

/** A log that keeps its lines, for tests that look at what was said. */
export function keepingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string, facts?: object): void => {
    lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  };
  return { lines, info: keep, warn: keep, error: keep };
}
