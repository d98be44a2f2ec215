/**
 * Put into the window's page: how long its thread is busy at a stretch, by the browser's own count of long tasks and by a
 * timer that comes late, and how long the main process takes for the smallest of questions. Plain JavaScript.
 */
export const pageBlocks = `(() => {
  const tasks = [];
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) tasks.push(entry.duration); })
    .observe({ type: 'longtask', buffered: false });
  const late = [];
  let due = performance.now() + 10;
  const tick = () => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = performance.now() + 10;
    setTimeout(tick, 10);
  };
  setTimeout(tick, 10);
  const answers = [];
  const ask = async () => {
    const asked = performance.now();
    await window.clipdesk.request('queue.overview', []);
    answers.push(performance.now() - asked);
    setTimeout(ask, 50);
  };
  void ask();
  window.blocks = () => {
    const taken = { tasks: tasks.splice(0), late: late.splice(0), answers: answers.splice(0) };
    return taken;
  };
})()`;
