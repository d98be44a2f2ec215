import { sentenceOf } from '../client.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'said' | 'problem';
  readonly sentence: string;
  readonly action: ToastAction | null;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** How long a quiet message stays; problems stay until they are closed. */
const STAYS = 6_000;

/** Short messages at the bottom of the window. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  /** A quiet confirmation; it goes by itself. */
  say(sentence: string, action: ToastAction | null = null): void {
    const id = this.#add('said', sentence, action);
    setTimeout(() => this.close(id), STAYS);
  }

  /** A failure, with the sentence the main process gave. It stays until closed. */
  fail(thrown: unknown): void {
    this.#add('problem', sentenceOf(thrown), null);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(tone: Toast['tone'], sentence: string, action: ToastAction | null): number {
    const id = this.#next++;
    // The same sentence twice is one message.
    this.list = [
      ...this.list.filter((toast) => toast.sentence !== sentence),
      { id, tone, sentence, action },
    ].slice(-3);
    return id;
  }
}

export const toasts = new Toasts();
