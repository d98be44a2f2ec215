import type { SecureContext } from 'node:tls';
import type { StudioParts } from '../studio-parts.ts';
import type { DataChannel } from './data-channel.ts';
import type { Place } from './virtual-path.ts';

/** What the commands of one connection share. */
export interface SessionState {
  readonly parts: StudioParts;
  working: readonly string[];
  /** Where the next transfer begins (REST). Bytes. */
  restart: number;
  renameFrom: Place | null;
  channel: DataChannel | null;
  protectData: boolean;
  /** Set while a transfer runs. */
  abort: (() => void) | null;
  readonly secure: SecureContext;
  /** `226 Done.`; several lines become a multi-line reply. */
  reply(code: number, ...lines: readonly string[]): void;
  /** The place an argument names; null after the refusal was sent. */
  place(argument: string): Place | null;
  /** Ends the control connection and everything on it. */
  drop(): void;
}

export type CommandTable = Readonly<Record<string, (argument: string) => void | Promise<void>>>;
