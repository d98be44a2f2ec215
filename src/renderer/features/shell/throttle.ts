/**
 * Runs `work` soon, at most once per `pause` milliseconds, never twice at the same time, and once more when it was
 * asked for meanwhile: what it reads is never older than the last call.
 */
export function throttle(work: () => Promise<void>, pause: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let again = false;

  function run(): void {
    timer = null;
    running = true;
    void work().finally(() => {
      running = false;
      if (again) {
        again = false;
        timer = setTimeout(run, pause);
      }
    });
  }

  return () => {
    if (running) again = true;
    else timer ??= setTimeout(run, pause);
  };
}
