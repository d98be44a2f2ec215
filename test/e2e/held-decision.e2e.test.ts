import { expect, test } from 'vitest';
import { createStudioDesk } from '../../build/tour/studio-desk.ts';
import { violationsOn } from './axe.ts';
import {
  accept,
  acceptAndWait,
  connectTo,
  LONG,
  openClipdesk,
  openStudio,
  pictureInRoom,
  reject,
  seeProven,
  sendFolder,
  shoot,
} from './scene.ts';

test(
  'results replaced after they were judged: both stand side by side, and the decision is confirmed or taken anew by the keyboard',
  { timeout: 2 * LONG },
  async () => {
    const practice = await openStudio();
    const app = await openClipdesk();
    await connectTo(app, practice);
    await sendFolder(app, await shoot('pear', 'mug-speckle'), { name: 'Spring 47', pictures: 2 });
    await seeProven(app, 2);
    const [, number = ''] = await app.read(/\b(\d{5,}) · /);
    await acceptAndWait(app, 2);
    await app.click('Review 2 pictures', 'button');
    const accepted = await accept(app);
    const rejected = await reject(app, '2', { x: 0.5, y: 0.5 });
    // The time to take a decision back is not over: nothing has gone yet.
    await practice.studio.faults.replaceResults(Number(number));
    await app.press('Escape');
    await app.find('Spring 47', 'heading');

    await app.clickOn('nav[aria-label="Places"] .foot li:first-child button');
    await app.find(`Compare the two: Accept ${accepted}`, 'button', LONG);
    await app.find(`Compare the two: Reject ${rejected.name} with 1 pin`, 'button', LONG);
    await app.screenshot('held-activity');
    expect(await violationsOn(app, 'activity with held decisions')).toEqual([]);
    await app.click(`Compare the two: Accept ${accepted}`, 'button');

    const first = await pictureInRoom(app);
    await app.see('What you judged');
    await app.see('the one on the left; then the one on the right came');
    await app.screenshot('held-decision');
    expect(await violationsOn(app, 'a held decision')).toEqual([]);
    await app.screenshot('held-decision-light');
    await app.page.setViewport({ width: 960, height: 640 });
    await app.screenshot('held-decision-small');
    await app.page.setViewport({ width: 1440, height: 900 });

    // Y: the original beside the new one, then the version before, then what was judged stays within reach.
    await app.press('y');
    await app.seeNoMore('What you judged');
    await app.press('y');
    await app.see('Version 1');

    await app.press('Shift+A');
    await app.see(`${first}: your decision still holds`);
    const second = await pictureInRoom(app);
    expect(second).not.toBe(first);
    await app.see('What you judged');
    await app.press('a');
    await app.see('The service has every decision', LONG);

    const told = await createStudioDesk(practice.studio).filesForReview(Number(number));
    const verdicts = new Map(told.map(({ fileName, acceptedByUser }) => [fileName, acceptedByUser]));
    expect(verdicts.get(first)).toBe(first === accepted);
    expect(verdicts.get(second)).toBe(true);
  },
);
