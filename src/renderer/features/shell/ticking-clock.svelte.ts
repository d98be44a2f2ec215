/** The time of day for the screen: by the second for the status strip, by the minute for everything else. */
export class TickingClock {
  second = $state(Date.now());
  minute = $state(Date.now());

  /** Returns the stop. */
  start(): () => void {
    const timer = setInterval(() => {
      this.second = Date.now();
      if (this.second - this.minute >= 60_000) this.minute = this.second;
    }, 1_000);
    return () => clearInterval(timer);
  }
}
