/**
 * Does what may come later once the next frame is on its way to the screen. Of several asked for before that frame, the last
 * counts. While the window is hidden there are no frames and nothing is done.
 */
export class AfterFrame {
  #work: (() => void) | null = null;
  #frame: number | null = null;
  #turn: ReturnType<typeof setTimeout> | undefined;

  do(work: () => void): void {
    this.#work = work;
    this.#frame ??= requestAnimationFrame(() => {
      // The callback comes before styles, layout and painting; a turn of its own comes after them.
      this.#turn = setTimeout(() => {
        this.#frame = null;
        const now = this.#work;
        this.#work = null;
        now?.();
      });
    });
  }

  cancel(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#turn);
    this.#frame = null;
    this.#work = null;
  }
}
