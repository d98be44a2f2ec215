type Method = (...args: never[]) => unknown;

/** The same methods without their promises: SQLite answers at once, the port is asynchronous. */
export type Immediate<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};

/** Gives an immediate implementation the port's asynchronous shape; what it throws becomes a rejection. */
export function promised<Api extends object>(immediate: Immediate<Api>): Api {
  const entries = Object.entries(immediate as Record<string, Method>).map(([name, method]) => [
    name,
    (...args: never[]) =>
      new Promise((resolve) => {
        resolve(method(...args));
      }),
  ]);
  // `Immediate` maps the members one to one, so that adding the promise gives exactly `Api` again.
  return Object.fromEntries(entries) as Api;
}
