/** Takes secrets out of text before it is written anywhere. */
export interface Redactor {
  /** From now on this value never appears in redacted text, nor does its percent-encoded or base64 form. */
  add(value: string): void;
  redact(text: string): string;
}
