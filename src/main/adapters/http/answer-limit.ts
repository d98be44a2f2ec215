/** When a request ends at the latest: its caller's wish, and the moment by which the whole answer has to be there. */
export interface AnswerLimit {
  readonly signal: AbortSignal;
  /** True when the time ran out (rather than the caller stopping). */
  isOver(): boolean;
  /** To be called when the answer is read or dropped. */
  end(): void;
}

/**
 * Joins a caller's signal with a deadline over connection, headers and body together. The other time-outs start anew with
 * every piece, so that a server sending one byte at a time would otherwise hold a request for ever.
 * @param deadline milliseconds from now, or null for none
 */
export function limitAnswer(signal: AbortSignal, deadline: number | null): AnswerLimit {
  if (deadline === null) return { signal, isOver: () => false, end: () => undefined };
  const controller = new AbortController();
  let over = false;
  const stop = (): void => {
    controller.abort();
  };
  const timer = setTimeout(() => {
    over = true;
    stop();
  }, deadline);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    isOver: () => over,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}
