import type { Fault, FetchFault, RegisterFault, RequestFault, SaveFault, UploadFault } from '../faults.ts';
import type { Trace } from './trace.ts';

type Power = Fault & { readonly on: 'power' };

/** Counts what happens and says which of it goes wrong. Counting goes on over crashes and restarts. */
export class FaultBook {
  /** Off for the end of a run: whatever is still to go has to go then. */
  enabled = true;
  readonly counts = { writes: 0, uploads: 0, looks: 0, fetches: 0, saves: 0 };
  readonly #requests = new Map<string, number>();
  readonly #faults: readonly Fault[];
  readonly #trace: Trace;

  constructor(faults: readonly Fault[], trace: Trace) {
    this.#faults = faults;
    this.#trace = trace;
  }

  #hit<T>(what: T, words: string): T {
    this.#trace.add(`fault: ${words}`);
    return what;
  }

  request(operation: string): RequestFault | null {
    const nth = (this.#requests.get(operation) ?? 0) + 1;
    this.#requests.set(operation, nth);
    if (!this.enabled) return null;
    for (const fault of this.#faults)
      if (fault.on === 'request' && fault.operation === operation && fault.nth === nth)
        return this.#hit(fault.what, `${fault.what} at ${operation} ${String(nth)}`);
    return null;
  }

  upload(): { readonly what: UploadFault; readonly share: number } | null {
    this.counts.uploads += 1;
    if (!this.enabled) return null;
    for (const fault of this.#faults)
      if (fault.on === 'upload' && fault.nth === this.counts.uploads)
        return this.#hit(fault, `${fault.what} at upload ${String(fault.nth)}`);
    return null;
  }

  look(): boolean {
    this.counts.looks += 1;
    if (!this.enabled) return false;
    const { looks } = this.counts;
    return (
      this.#faults.some((fault) => fault.on === 'disk' && fault.nth === looks) && this.#hit(true, 'disk')
    );
  }

  /** Called when a result or an archive begins to come. */
  fetch(): { readonly what: FetchFault; readonly share: number } | null {
    this.counts.fetches += 1;
    if (!this.enabled) return null;
    for (const fault of this.#faults)
      if (fault.on === 'fetch' && fault.nth === this.counts.fetches)
        return this.#hit(fault, `${fault.what} at fetch ${String(fault.nth)}`);
    return null;
  }

  /** Called before each change of the photographer's disk. */
  save(): SaveFault | null {
    this.counts.saves += 1;
    if (!this.enabled) return null;
    for (const fault of this.#faults)
      if (fault.on === 'save' && fault.nth === this.counts.saves)
        return this.#hit(fault.what, `${fault.what} at save ${String(fault.nth)}`);
    return null;
  }

  /** Called before each write of a register. */
  write(): RegisterFault | Power | null {
    this.counts.writes += 1;
    if (!this.enabled) return null;
    for (const fault of this.#faults) {
      if (fault.on !== 'register' && fault.on !== 'power') continue;
      if (fault.nth !== this.counts.writes) continue;
      return fault.on === 'power'
        ? this.#hit(fault, `power goes ${fault.when} write ${String(fault.nth)}`)
        : this.#hit(fault.what, `${fault.what} at write ${String(fault.nth)}`);
    }
    return null;
  }

  requestsSeen(): readonly (readonly [string, number])[] {
    return [...this.#requests];
  }
}
