import type { AppApi } from '../../preload/contract/index.ts';

type MethodsOf<Area extends keyof AppApi> = `${Area}.${keyof AppApi[Area] & string}`;

/** Every request there is, as `area.method`: derived from the contract, never written down twice. */
export type MethodName = { [Area in keyof AppApi]: MethodsOf<Area> }[keyof AppApi];

type MethodOf<Name extends MethodName> = Name extends `${infer Area}.${infer Method}`
  ? Area extends keyof AppApi
    ? Method extends keyof AppApi[Area]
      ? AppApi[Area][Method]
      : never
    : never
  : never;

/** The argument tuple the contract gives to a request. */
export type ArgumentsOf<Name extends MethodName> =
  MethodOf<Name> extends (...args: infer Arguments) => Promise<unknown> ? Arguments : never;
