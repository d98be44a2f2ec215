import type { StoreWriter } from '../../src/main/ports/store.ts';

/** A writer with some of its methods changed. The others stay the writer's own: they know the transaction they belong to. */
export function overWriter(writer: StoreWriter, changed: Partial<StoreWriter>): StoreWriter {
  return Object.assign(Object.create(writer) as StoreWriter, changed);
}
