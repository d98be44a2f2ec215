import { expect, test } from 'vitest';
import { z } from 'zod';
import { violationsOn } from './axe.ts';
import type { App } from './driver/app.ts';
import { connectTo, LONG, openClipdesk, openStudio, seeProven, sendFolder, shoot } from './scene.ts';
import type { RunningPractice } from '../servers/practice-fixture.ts';

/** A job made by somebody else; the next one has the next number. */
async function someonesJob({ studio }: RunningPractice): Promise<number> {
  const response = await fetch(`${studio.api}/jobs`, {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'X-Client-Token': studio.clientToken,
      'X-Session-Token': studio.sessionToken,
    },
    body: JSON.stringify({ name: 'Somebody else’s', description: 'Cut out' }),
  });
  return z.object({ id: z.number() }).parse(await response.json()).id;
}

const toActivity = 'nav[aria-label="Places"] .foot li:first-child button';

const toAllJobs = (app: App): Promise<unknown> =>
  app.page.evaluate(`[...document.querySelectorAll('nav[aria-label="Places"] button')]
    .find((button) => button.textContent.includes('All jobs')).click()`);

test(
  'a job whose making was not answered is linked to its number; what was seen is there without a connection',
  { timeout: 2 * LONG },
  async () => {
    const practice = await openStudio();
    const app = await openClipdesk();
    await connectTo(app, practice);
    const other = await someonesJob(practice);
    practice.studio.faults.failNext({ operation: 'createJob', status: 'drop', afterDoing: true });
    await sendFolder(app, await shoot('pear', 'mug-speckle'), { name: 'Spring 47', pictures: 2 });

    await app.clickOn(toActivity);
    await app.find('It was made: Make the job “Spring 47”', 'button', LONG);
    await app.see('2 pictures to send: waits for you to look');
    await app.screenshot('unheard-activity');
    expect(await violationsOn(app, 'activity with an unknown outcome')).toEqual([]);
    await app.screenshot('unheard-activity-light');
    await app.click('It was not made: Make the job “Spring 47”', 'button');
    await app.see('it is there twice then');
    await app.screenshot('unheard-make-now');
    await app.click('Look again first', 'button');
    await app.click('It was made: Make the job “Spring 47”', 'button');
    await app.find('It was made', 'dialog');
    await app.fill('Job number', String(other));
    await app.press('Control+Enter');
    await app.see('is called “Somebody else’s” at the service');
    await app.screenshot('unheard-number');
    await app.fill('Job number', String(other + 1));
    await app.press('Control+Enter');
    await app.see(`“Spring 47” is job ${String(other + 1)} now`);
    await app.see('Names and sizes checked', LONG);
    await toAllJobs(app);
    await app.clickOn('[data-row][aria-label^="Spring 47"]');
    await seeProven(app, 2);
    await app.see('The offer is for 2 pictures', LONG);

    await practice.stop();
    await app.see('No connection to Studio Noord', LONG);
    await app.see('Last contact');
    await app.see('pear.jpg');
    await app.see('The offer is for 2 pictures');
    await app.screenshot('offline-job');
    await app.clickOn(toActivity);
    await app.see('Names and sizes checked');
    await app.press('Control+,');
    await app.see('Save diagnostics');
    await app.screenshot('settings-help');
    await toAllJobs(app);
    await app.wait('[data-row][aria-label^="Spring 47"]');
  },
);
