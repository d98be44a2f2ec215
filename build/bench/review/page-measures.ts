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
  window.bench = {
    /** From a key to the end of the frame in which the result of another picture is there. */
    next(type) {
      return new Promise((done, fail) => {
        const before = result()?.alt;
        addEventListener(type, async (event) => {
          try {
            const there = () => { const image = result(); return image && image.alt !== before && image.complete && image.naturalWidth > 0; };
            const asked = event.timeStamp;
            await until(there, 60000);
            done((await endOfFrame()) - asked);
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
    /** From the press of a key that turns the pictures over to the end of the frame in which the other one is seen. */
    turned() {
      return new Promise((done, fail) => {
        const opacity = () => over()?.style.opacity;
        const before = opacity();
        addEventListener('keydown', async (event) => {
          try {
            await until(() => opacity() !== before, 5000);
            done((await endOfFrame()) - event.timeStamp);
          } catch (error) { fail(error); }
        }, { once: true, capture: true });
      });
    },
  };
})()`;
