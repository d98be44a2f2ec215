import type { TourJob, Trip } from './trip.ts';

/** The main screens once more, in the light theme. */
export async function lookAround({ app, guide }: Trip, jobs: readonly TourJob[]): Promise<void> {
  const [first] = jobs;
  const name = first?.name ?? '';
  await guide.step('Activity: everything that was sent and decided has arrived', 'activity', async () => {
    await app.click('Activity 0', 'button').catch(() => app.click('Activity', 'button'));
    await app.find('Done today', 'heading');
    return null;
  });
  await guide.step('Settings: the light theme', 'light-settings', async (tools) => {
    await app.press('Control+,');
    await app.find('Theme', 'radiogroup');
    await tools.picture('dark-settings');
    await app.click('Light', 'radio');
    return null;
  });
  await guide.step('Every main screen in the light theme', 'light-review', async (tools) => {
    await app.click('Jobs', 'button').catch(() => null);
    await tools.picture('light-board');
    void name;
    return null;
  });
}
