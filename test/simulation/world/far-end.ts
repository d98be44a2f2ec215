/** A request as it left Clipdesk. */
export interface FarRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly number: number;
  /** When it is there. */
  readonly at: number;
  /** A second delivery, made by the network. */
  readonly again: boolean;
}

export interface FarAnswer {
  readonly status: number;
  /** JSON, or text as it is; absent where there are bytes. */
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The length is told with the bytes. */
  readonly isLengthTold?: boolean;
  /** Puts other content where the bytes came from. */
  readonly touchUp?: () => void;
}

/** A refusal of a service. */
export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown = null) {
    super(`The service answers ${String(status)}.`);
    this.status = status;
    this.body = body;
  }
}

/** What a request is about, before it is carried out. */
export interface Asked {
  /** The operation, as the fault book counts it; empty for none that is known. */
  readonly name: string;
  /** Delivering it twice does no harm: what a proxy may repeat by itself. */
  readonly isHarmless: boolean;
  /** What must not change by itself while the request is on its way. */
  readonly subject: { underWay: number } | null;
}

/** A service somewhere, as the network reaches it. */
export interface FarEnd {
  readonly hosts: readonly string[];
  asked(method: string, url: URL): Asked;
  /** @throws Refused */
  answer(request: FarRequest): FarAnswer;
  /** Sessions and tokens do not count any more. */
  over(name: string): void;
  /** Clipdesk, alive, got the answer that it was done. @param isReadable with what it says besides */
  heard(request: number, isReadable: boolean): void;
  /** A request left, whatever becomes of it. */
  left?(method: string, url: URL): void;
}
