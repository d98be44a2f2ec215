/**
 * Put into the window's page once: measures with the page's own clock, from the event to the end of the frame that shows its
 * effect. Plain JavaScript, because it runs there.
 */
export const pageMeasures = `(() => {
  const strip = () => document.querySelector('nav[aria-label="Pictures of this job"]');
  const result = () => document.querySelector('img[alt^="Result of"]');
  const over = () => document.querySelector('[role="group"] > .over');
  /** To be called in a frame's callback: the end of that frame, styles, layout and painting included. */
  const endOfFrame = () => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  });
  const painted = () => new Promise(requestAnimationFrame).then(endOfFrame);
  /** Looks in every frame's callback, after what happened since the last one and before this one is painted. */
  const until = (look, patience) => new Promise((done, fail) => {
    const end = performance.now() + patience;
    const again = () => {
      if (look()) done();
      else if (performance.now() > end) fail(new Error('waited in vain: ' + look));
      else requestAnimationFrame(again);
    };
    requestAnimationFrame(again);
  });
  const overlong = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') overlong.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 40 });
  /** From the next event of a kind until something is there: which frame after it, and when that frame's work was over. */
  const after = (type, ready) => new Promise((done, fail) => {
    const look = ready();
    addEventListener(type, async (event) => {
      try {
        let frames = 0;
        await until(() => { frames += 1; return look(); }, 60000);
        done({ frames, took: (await endOfFrame()) - event.timeStamp, onScreen: null });
      } catch (error) { fail(error); }
    }, { once: true, capture: true });
  });
  const isThere = (image) => image.complete && image.naturalWidth > 0;
  window.bench = {
    /** Keys of which Chromium itself says that their effect was on the screen later than two frames after them. */
    overlong() { return overlong.splice(0).length; },
    /** From a key to the frame in which the result of another picture is there. */
    next() {
      return after('keydown', () => {
        const before = result()?.alt;
        return () => { const image = result(); return image && image.alt !== before && isThere(image); };
      });
    },
    /** From a click to when the result of another picture is on the screen, by the browser's own element timing. */
    cold() {
      return new Promise((done, fail) => {
        const before = result()?.alt;
        addEventListener('click', (event) => {
          // Every picture of the pane tells when it was first painted; which of them is the result, its label says then.
          const tag = () => { for (const image of document.querySelectorAll('[role="group"] img')) image.setAttribute('elementtiming', 'result'); };
          const insertions = new MutationObserver(tag);
          const paints = new PerformanceObserver((list) => {
            for (const { element, renderTime } of list.getEntries()) {
              if (element !== result() || element.alt === before || renderTime < event.timeStamp) continue;
              insertions.disconnect();
              paints.disconnect();
              done(renderTime - event.timeStamp);
            }
          });
          paints.observe({ type: 'element' });
          insertions.observe(document.body, { childList: true, subtree: true });
          setTimeout(() => fail(new Error('The picture did not come')), 60000);
        }, { once: true, capture: true });
      });
    },
    /** Clicks on a place of the filmstrip. */
    async jump(place) {
      const node = strip();
      const whole = node.scrollWidth;
      node.scrollLeft = 0;
      const name = 'bench_' + String(place + 1).padStart(4, '0');
      const cell = () => node.querySelector('button[aria-label^="' + name + '"]');
      for (let left = 0; left < whole && !cell(); left += node.clientWidth / 2) {
        node.scrollLeft = left;
        await painted();
        await painted();
      }
      cell().click();
    },
    opened() {
      return new Promise((done, fail) => {
        addEventListener('click', async (event) => {
          try {
            const asked = event.timeStamp;
            await until(() => (strip()?.querySelectorAll('button').length ?? 0) >= 10, 60000);
            done((await endOfFrame()) - asked);
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
    /** How much later than it was due a timer of 10 ms came, for so long: what somebody who presses a key then waits for. */
    async blocked(time) {
      const late = [];
      const end = performance.now() + time;
      while (performance.now() < end) {
        const due = performance.now() + 10;
        await new Promise((done) => setTimeout(done, 10));
        late.push(Math.max(0, performance.now() - due));
      }
      return late;
    },
    /** How long the browser decodes one file, already fetched. */
    async decode(address) {
      const blob = await (await fetch(address)).blob();
      const started = performance.now();
      const bitmap = await createImageBitmap(blob);
      const taken = performance.now() - started;
      bitmap.close();
      return taken;
    },
    /** From the press of a key that turns the pictures over to the frame in which the other one is seen. */
    turned() {
      return after('keydown', () => {
        const opacity = () => over()?.style.opacity;
        const before = opacity();
        return () => opacity() !== before;
      });
    },
  };
})()`;
