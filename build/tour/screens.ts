import type { TourJob, Trip } from './trip.ts';

/** The screens the job itself did not pass, and every main screen once more in the light theme. */
export async function lookAround({ app, guide }: Trip, jobs: readonly TourJob[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  const amount = String(jobs.length);

  const showBoard = async (): Promise<void> => {
    await app.click(`Done ${amount}`, 'button');
    await app.find('Done', 'heading');
    await app.seePictures('[data-row] img', 5);
  };

  await guide.step('Activity: everything that was sent and decided has arrived', 'activity', async () => {
    await app.click('Activity', 'button');
    await app.find('Done today', 'heading');
    await app.see('Nothing is waiting to go');
    return null;
  });
  await guide.step('The board has both jobs as done', 'board', async () => {
    await showBoard();
    return null;
  });
  await guide.step('Settings: choose the light theme', 'settings-light', async (tools) => {
    await app.press('Control+,');
    await app.find('Theme', 'radiogroup');
    await tools.picture('settings-dark');
    await app.click('Light', 'radio');
    await app.wait(`html[data-theme="light"]`);
    return null;
  });
  await guide.step('The main screens in the light theme', 'review-light', async (tools) => {
    await app.click('Activity', 'button');
    await app.find('Done today', 'heading');
    await tools.picture('activity-light');
    await showBoard();
    await tools.picture('board-light');
    await app.clickOn(`[data-row][aria-label^=${JSON.stringify(first.name)}]`);
    await app.find(first.name, 'heading');
    await app.seePictures('[role="row"] img', 5);
    await tools.picture('job-light');
    await app.dropFiles([first.shoot.folder]);
    await app.find('New job', 'dialog');
    await app.seePictures('[data-tile] img', first.shoot.pictures.length);
    await app.seeNoMore('Reading the files');
    await tools.picture('new-job-light');
    await app.click('Cancel', 'button');
    await app.click('Open the review room', 'button');
    await app.see('Everything is decided');
    await tools.picture('decided-light');
    await app.press('Home');
    await app.seePictures('img[alt^="Result of"]', 1);
    return null;
  });
}
