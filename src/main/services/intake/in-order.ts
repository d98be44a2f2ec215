/**
 * Works on `items` side by side, at most `width` at once, and hands the results on in the items' order, as many together as
 * are ready: the same input always gives the same outcome, however fast each item is. At most `ahead` results wait.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  options: { readonly width: number; readonly ahead: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Result>,
  handOn: (ready: readonly { readonly item: Item; readonly result: Result }[]) => Promise<void>,
): Promise<void> {
  const running: { readonly item: Item; readonly settled: Promise<void>; outcome: (() => Result) | null }[] =
    [];
  let next = 0;
  const start = (): void => {
    while (next < items.length && running.length < options.ahead) {
      if (running.filter((entry) => entry.outcome === null).length >= options.width) return;
      const item = items[next] as Item;
      next += 1;
      const entry = {
        item,
        outcome: null as (() => Result) | null,
        settled: Promise.resolve(),
      };
      entry.settled = work(item).then(
        (result) => {
          entry.outcome = () => result;
          start();
        },
        (thrown: unknown) => {
          entry.outcome = () => {
            throw thrown;
          };
        },
      );
      running.push(entry);
    }
  };
  try {
    start();
    while (running.length > 0) {
      await running[0]?.settled;
      options.signal.throwIfAborted();
      const ready: { readonly item: Item; readonly result: Result }[] = [];
      for (let entry = running[0]; entry?.outcome; entry = running[0]) {
        ready.push({ item: entry.item, result: entry.outcome() });
        running.shift();
      }
      start();
      await handOn(ready);
    }
  } finally {
    next = items.length;
    await Promise.allSettled(running.map((entry) => entry.settled));
  }
}
