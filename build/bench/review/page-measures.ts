/**
 * Put into the window's page once: measures with the page's own clock, from the event to the end of the frame that shows its
 * effect. Plain JavaScript, because it runs there.
 */
export const pageMeasures = `(() => {
  const strip = () => document.querySelector('nav[aria-label="Pictures of this job"]');
  const result = () => document.querySelector('img[alt^="Result of"]');
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  const until = (look, patience) => new Promise((done, fail) => {
    const end = performance.now() + patience;
    const again = () => {
      if (look()) done();
      else if (performance.now() > end) fail(new Error('waited in vain: ' + look));
      else requestAnimationFrame(again);
    };
    again();
  });
  window.bench = {
    /** From a key or click to the end of the frame in which the result of another picture is there. */
    next(type) {
      return new Promise((done, fail) => {
        const before = result()?.alt;
        addEventListener(type, async (event) => {
          try {
            const there = () => { const image = result(); return image && image.alt !== before && image.complete && image.naturalWidth > 0; };
            const asked = event.timeStamp;
            await until(there, 60000);
            done((await painted()) - asked);
          } catch (error) { fail(error); }
        }, { once: true, capture: true });
      });
    },
    opened() {
      return new Promise((done, fail) => {
        addEventListener('click', async (event) => {
          try {
            const asked = event.timeStamp;
            await until(() => (strip()?.querySelectorAll('button').length ?? 0) >= 10, 60000);
            done((await painted()) - asked);
          } catch (error) { fail(error); }
        }, { once: true, capture: true });
      });
    },
    async scroll(frames) {
      const node = strip();
      const whole = node.scrollWidth - node.clientWidth;
      const times = [];
      node.scrollLeft = 0;
      await painted();
      let last = await new Promise(requestAnimationFrame);
      for (let frame = 1; frame <= frames; frame++) {
        node.scrollLeft = (whole * frame) / frames;
        const now = await new Promise(requestAnimationFrame);
        times.push(now - last);
        last = now;
      }
      return { times, reached: node.scrollLeft >= whole - 2, buttons: node.querySelectorAll('button').length };
    },
    async decode(address, times) {
      const blob = await (await fetch(address)).blob();
      const taken = [];
      for (let round = 0; round < times; round++) {
        const started = performance.now();
        const bitmap = await createImageBitmap(blob);
        taken.push(performance.now() - started);
        bitmap.close();
      }
      return taken;
    },
    /** While blinking: how long the frames are in which the picture switches, and whether anything was decoded meanwhile. */
    async blink(milliseconds) {
      const shown = () => [...document.querySelectorAll('.layer:not(.unseen) img')].map((image) => image.currentSrc).join();
      const spans = [];
      const end = performance.now() + milliseconds;
      let before = shown();
      let last = await new Promise(requestAnimationFrame);
      while (performance.now() < end) {
        const now = await new Promise(requestAnimationFrame);
        if (shown() !== before) { before = shown(); spans.push(now - last); }
        last = now;
      }
      return spans;
    },
  };
})()`;
